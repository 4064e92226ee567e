package io.evalstream.metrics.classification;

import io.evalstream.metrics.metric.Arguments;
import io.evalstream.metrics.metric.InputKind;
import io.evalstream.metrics.metric.Metric;
import io.evalstream.metrics.metric.MetricDefinition;
import io.evalstream.metrics.metric.Parameter;
import java.util.ArrayList;
import java.util.List;

/** One class of several: metrics that are read from counts of all elements, of each class, or of each pair of classes. */
final class MulticlassClassification {

    private static final List<Parameter> CLASSES =
            List.of(Options.NUM_CLASSES.mustBeGiven(), Options.IGNORE_INDEX, Options.INPUT);
    private static final List<Parameter> SCORES = List.of(
            Options.NUM_CLASSES,
            Options.TOP_K,
            Options.AVERAGE,
            Options.MULTIDIM_AVERAGE,
            Options.IGNORE_INDEX,
            Options.ZERO_DIVISION,
            Options.INPUT,
            Options.MAX_DISTINCT);

    private MulticlassClassification() {}

    static List<MetricDefinition> definitions() {
        List<MetricDefinition> definitions = new ArrayList<>();
        for (CountScore score : CountScore.ALL) {
            List<Parameter> parameters = Options.join(score.parameters(), SCORES);
            definitions.add(score.description().of(Task.MULTICLASS, parameters, with -> score(score, with)));
        }
        definitions.add(OutcomeCounts.DESCRIPTION.of(Task.MULTICLASS, SCORES, MulticlassClassification::statScores));
        definitions.add(ConfusionReading.DESCRIPTION.of(
                Task.MULTICLASS,
                Options.join(CLASSES, List.of(ConfusionReading.NORMALIZE, Options.MAX_DISTINCT)),
                MatrixReading::confusionMatrix));
        definitions.add(Agreement.KAPPA.of(
                Task.MULTICLASS,
                Options.join(CLASSES, List.of(ClassMatrix.WEIGHTS, Options.MAX_DISTINCT)),
                MulticlassClassification::cohenKappa));
        definitions.add(Agreement.MATTHEWS.of(Task.MULTICLASS, CLASSES, MulticlassClassification::matthews));
        definitions.add(Jaccard.DESCRIPTION.of(
                Task.MULTICLASS,
                Options.join(CLASSES, List.of(Options.AVERAGE, Jaccard.ZERO_DIVISION)),
                MulticlassClassification::jaccard));
        return definitions;
    }

    static Metric score(CountScore score, Arguments arguments) {
        return score.metric(arguments, Task.MULTICLASS, counts(arguments));
    }

    static Metric statScores(Arguments arguments) {
        return OutcomeCounts.metric(arguments, Task.MULTICLASS, counts(arguments));
    }

    static Metric cohenKappa(Arguments arguments) {
        MatrixReading.Weights weights = arguments.choice("weights", MatrixReading.Weights.class);
        if (weights != MatrixReading.Weights.NONE) {
            return MatrixReading.weightedKappa(arguments, weights);
        }
        OutcomeReading reading = classes -> new double[] {Agreement.kappa(classes)};
        return reading.over(arguments, new ClassCounts(ClassColumns.of(arguments), 1), true);
    }

    static Metric matthews(Arguments arguments) {
        OutcomeReading reading = classes -> new double[] {Agreement.matthews(classes, arguments.unit())};
        return reading.over(arguments, new ClassCounts(ClassColumns.of(arguments), 1), true);
    }

    static Metric jaccard(Arguments arguments) {
        ClassColumns columns = ClassColumns.of(arguments);
        Average average = arguments.choice("average", Average.class);
        double zeroDivision = arguments.number("zero_division");
        Integer index = arguments.integerOrNull("ignore_index");
        int ignored = index == null ? -1 : index;
        // With a class to leave out, even the average over all classes together needs to know that class's share.
        CountStatistic counts = average == Average.MICRO && !columns.ignoresClass()
                ? new MicroCounts(columns, 1)
                : new ClassCounts(columns, 1);
        OutcomeReading reading =
                classes -> Jaccard.read(classes, average, ignored, Average.LeftOut.UNSEEN, zeroDivision);
        return reading.over(arguments, counts, true, CountScore.shape(arguments, Task.MULTICLASS, average));
    }

    private static CountStatistic counts(Arguments arguments) {
        boolean micro = arguments.choice("average", Average.class) == Average.MICRO;
        InputKind input = arguments.choice("input", InputKind.class);
        Integer classes = arguments.integerOrNull("num_classes");
        int topK = arguments.integer("top_k");
        if (classes == null && !micro) {
            throw arguments.refuse("'num_classes' is missing; only average: micro does without");
        }
        int most = classes == null ? 1 : classes;
        if (topK > most) {
            throw arguments.refuse("'top_k' is " + topK + "; expected at most num_classes, which is " + most);
        }
        if (topK > 1 && input == InputKind.LABEL) {
            throw arguments.refuse("'top_k' is " + topK + ", but labels have no order; give scores, or top_k: 1");
        }
        ClassColumns columns =
                new ClassColumns(classes == null ? 0 : classes, input, arguments.integerOrNull("ignore_index"));
        return micro ? new MicroCounts(columns, topK) : new ClassCounts(columns, topK);
    }
}
