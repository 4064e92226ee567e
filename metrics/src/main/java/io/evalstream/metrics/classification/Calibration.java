package io.evalstream.metrics.classification;

import io.evalstream.metrics.metric.Arguments;
import io.evalstream.metrics.metric.Metric;
import io.evalstream.metrics.metric.MetricDefinition;
import io.evalstream.metrics.metric.Parameter;
import io.evalstream.metrics.metric.Value;
import io.evalstream.metrics.state.Dyadic;
import io.evalstream.metrics.state.Memory;
import java.util.List;

/** How far confidences are from how often they are right. */
final class Calibration {

    static final Description DESCRIPTION = new Description(
            "calibration_error",
            "CalibrationError",
            "",
            false,
            "How far the confidence of predictions is from how often they are right.",
            "over bins b with share s: l1 is sum(s |right_b - confidence_b|), l2 is sqrt(sum(s (right_b -"
                    + " confidence_b)^2)), max the largest |right_b - confidence_b| (Kumar, Liang, Ma 2019)",
            "never");

    static final List<Parameter> PARAMETERS = List.of(
            Parameter.integer("n_bins", 15, "number of bins of equal width").atLeast(1),
            Parameter.choice("norm", "l1", "how the differences of the bins are put together", "l1", "l2", "max"),
            Options.IGNORE_INDEX,
            Options.SCORES);

    /** How the differences of the bins are put together. */
    private enum Norm {
        L1,
        L2,
        MAX
    }

    private Calibration() {}

    static List<MetricDefinition> definitions() {
        return List.of(
                DESCRIPTION.of(Task.BINARY, PARAMETERS, Calibration::binary),
                DESCRIPTION.of(
                        Task.MULTICLASS,
                        Options.join(List.of(Options.NUM_CLASSES.mustBeGiven()), PARAMETERS),
                        Calibration::multiclass));
    }

    static Metric binary(Arguments arguments) {
        return metric(arguments, Probabilities.binary(arguments));
    }

    static Metric multiclass(Arguments arguments) {
        return metric(arguments, Probabilities.multiclass(arguments));
    }

    private static Metric metric(Arguments arguments, Probabilities columns) {
        CalibrationBins bins = new CalibrationBins(columns, arguments.integer("n_bins"));
        Norm norm = arguments.choice("norm", Norm.class);
        return Metric.of(arguments.metric(), bins, false, memory -> Value.scalar(read(memory, norm)));
    }

    private static double read(Memory memory, Norm norm) {
        long[] counts = memory.counts(CalibrationBins.COUNTS);
        long[] right = memory.counts(CalibrationBins.RIGHT);
        double total = 0;
        double sum = 0;
        double largest = 0;
        for (int bin = 0; bin < counts.length; bin++) {
            if (counts[bin] != 0) {
                double difference = Dyadic.of(right[bin])
                        .minus(memory.sum(CalibrationBins.CONFIDENCES, bin))
                        .abs()
                        .dividedBy(Dyadic.of(counts[bin]));
                total += counts[bin];
                sum += counts[bin] * (norm == Norm.L2 ? difference * difference : difference);
                largest = Math.max(largest, difference);
            }
        }
        return switch (norm) {
            case L1 -> sum / total;
            case L2 -> Math.sqrt(sum / total);
            case MAX -> largest;
        };
    }
}
