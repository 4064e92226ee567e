package io.evalstream.metrics.classification;

import io.evalstream.metrics.metric.Arguments;
import io.evalstream.metrics.metric.Metric;
import io.evalstream.metrics.metric.MetricDefinition;
import io.evalstream.metrics.metric.Parameter;
import java.util.List;
import java.util.Map;

/** The mean recall of the classes that are ever true. */
final class BalancedAccuracy {

    private static final Description DESCRIPTION = new Description(
            "balanced_accuracy",
            "",
            "balanced_accuracy_score",
            true,
            "The mean recall of the classes that are ever true, however rare each is.",
            "a = mean of tp / (tp + fn) over the k classes with tp + fn > 0; adjusted, (a - 1/k) / (1 - 1/k), which is 0"
                    + " for guessing (Brodersen et al. 2010). The macro average of accuracy also counts a class that"
                    + " is predicted and never true, as 0",
            "no element is counted; adjusted, with all elements of one class");

    private static final Parameter ADJUSTED = Parameter.flag(
            "adjusted", false, "whether the value is moved and stretched so that guessing has 0, and 1 stays 1");
    private static final List<Parameter> BINARY = Options.join(List.of(ADJUSTED), BinaryClassification.LABELS);

    private BalancedAccuracy() {}

    static List<MetricDefinition> definitions() {
        return List.of(
                DESCRIPTION.of(Task.BINARY, BINARY, BalancedAccuracy::binary),
                DESCRIPTION.of(
                        Task.MULTICLASS,
                        List.of(ADJUSTED, Options.NUM_CLASSES.mustBeGiven(), Options.IGNORE_INDEX, Options.INPUT),
                        BalancedAccuracy::multiclass),
                DESCRIPTION.dispatching(
                        Map.of(Task.BINARY, BalancedAccuracy::binary, Task.MULTICLASS, BalancedAccuracy::multiclass),
                        Options.join(BINARY, List.of(Options.NUM_CLASSES))));
    }

    private static Metric binary(Arguments arguments) {
        boolean adjusted = arguments.flag("adjusted");
        OutcomeReading reading = classes -> {
            Outcome positive = classes.get(0);
            return new double[] {mean(List.of(positive.complement(), positive), adjusted)};
        };
        return reading.over(arguments, BinaryClassification.confusion(arguments), true);
    }

    private static Metric multiclass(Arguments arguments) {
        boolean adjusted = arguments.flag("adjusted");
        OutcomeReading reading = classes -> new double[] {mean(classes, adjusted)};
        return reading.over(arguments, new ClassCounts(ClassColumns.of(arguments), 1), true);
    }

    private static double mean(List<Outcome> classes, boolean adjusted) {
        double sum = 0;
        int present = 0;
        for (Outcome of : classes) {
            if (of.actual() != 0) {
                sum += of.tp() / (double) of.actual();
                present++;
            }
        }
        double mean = sum / present;
        double chance = 1.0 / present;
        return adjusted ? (mean - chance) / (1 - chance) : mean;
    }
}
