package io.evalstream.metrics.classification;

import io.evalstream.metrics.metric.Arguments;
import io.evalstream.metrics.metric.Metric;
import io.evalstream.metrics.metric.Value;
import io.evalstream.metrics.state.Dyadic;
import io.evalstream.metrics.state.Memory;
import java.util.ArrayList;
import java.util.List;

/** Metrics of several classes for which every pair of classes must be known. */
final class MatrixReading {

    /** How much a disagreement counts. */
    enum Weights {
        LINEAR,
        QUADRATIC,
        NONE
    }

    private MatrixReading() {}

    /** The matrix; above {@value ClassMatrix#DENSE} classes, a row (actual, predicted, value) for each cell not zero. */
    static Metric confusionMatrix(Arguments arguments) {
        ConfusionReading.Normalize normalize = arguments.choice("normalize", ConfusionReading.Normalize.class);
        ClassMatrix matrix = matrix(arguments);
        int classes = matrix.columns().classes();
        double unit = arguments.unit();
        return Metric.of(
                arguments.metric(),
                matrix,
                null,
                memory -> matrix.isDense()
                        ? Value.matrix(
                                classes,
                                classes,
                                ConfusionReading.normalized(memory.counts(0), classes, normalize, unit))
                        : cells(matrix, memory, normalize, unit));
    }

    /**
     * Kappa with weights: {@code 1 - sum(w n) / sum(w a b / total)}, for cells n and their margins a and b. The divisor
     * is computed from sums along the margins, without a term for each pair of classes.
     */
    static Metric weightedKappa(Arguments arguments, Weights weights) {
        ClassMatrix matrix = matrix(arguments);
        return Metric.of(arguments.metric(), matrix, true, memory -> Value.scalar(kappa(matrix, memory, weights)));
    }

    private static ClassMatrix matrix(Arguments arguments) {
        return ClassMatrix.of(ClassColumns.of(arguments), arguments.integer("max_distinct"));
    }

    private static double kappa(ClassMatrix matrix, Memory memory, Weights weights) {
        Margins margins = new Margins(matrix, memory);
        Dyadic[] observed = {Dyadic.ZERO};
        matrix.forEach(memory, (actual, predicted, count) -> {
            long distance = Math.abs(actual - predicted);
            long weight = weights == Weights.LINEAR ? distance : distance * distance;
            observed[0] = observed[0].plus(Dyadic.of(count).times(weight));
        });
        Dyadic expected = weights == Weights.LINEAR ? margins.linear() : margins.quadratic();
        return expected.signum() == 0
                ? Double.NaN
                : expected.minus(observed[0].times(margins.total())).dividedBy(expected);
    }

    private static Value cells(ClassMatrix matrix, Memory memory, ConfusionReading.Normalize normalize, double unit) {
        Margins margins = new Margins(matrix, memory);
        List<double[]> rows = new ArrayList<>();
        matrix.forEach(memory, (actual, predicted, count) -> {
            double value = switch (normalize) {
                case NONE -> count * unit;
                case TRUE -> count / (double) margins.actual(actual);
                case PRED -> count / (double) margins.predicted(predicted);
                case ALL -> count / (double) margins.total();
            };
            rows.add(new double[] {actual, predicted, value});
        });
        return Value.matrix(
                rows.size(),
                3,
                rows.stream().flatMapToDouble(java.util.Arrays::stream).toArray());
    }
}
