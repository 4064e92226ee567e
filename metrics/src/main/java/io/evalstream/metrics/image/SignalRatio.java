package io.evalstream.metrics.image;

import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Cell;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.NumberColumn;
import io.evalstream.metrics.batch.Rejection;
import io.evalstream.metrics.batch.Row;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The peak signal to noise ratios of the parts of a row that lie along some of its dimensions; one for each place along the
 * others.
 *
 * @param dimensions as TorchMetrics counts them: 0 is the rows, which a part does not span, and negative ones come from the
 *     last
 */
record SignalRatio(DataRange range, double base, List<Integer> dimensions) implements ImageTerm {

    @Override
    public @Nullable Rejection check(Row row) {
        Cell.Numbers preds = row.numbers(Input.PREDS);
        int rank = preds.shape().length;
        long distinct = dimensions.stream()
                .map(dimension -> ofRow(dimension, rank))
                .distinct()
                .count();
        boolean known =
                dimensions.stream().map(dimension -> ofRow(dimension, rank)).allMatch(d -> d >= 0 && d < rank);
        if (!known || distinct < dimensions.size() || preds.values().length == 0) {
            return Rejection.wrongShape(
                    Input.PREDS, preds, "a tensor with the dimensions " + dimensions + ", where 0 is the rows");
        }
        return ImagePair.differentShapes(row, Input.PREDS, Input.TARGET);
    }

    @Override
    public Cell.Numbers of(Batch batch, int row) {
        NumberColumn preds = batch.numbers(Input.PREDS);
        NumberColumn target = batch.numbers(Input.TARGET);
        int[] places = places(preds.shape(row));
        int parts = 1;
        for (int place : places) {
            parts = Math.max(parts, place + 1);
        }
        double[] ratios = new double[parts];
        for (int i = 0; i < places.length; i++) {
            double error = range.clamp(preds.values()[preds.start(row) + i])
                    - range.clamp(target.values()[target.start(row) + i]);
            ratios[places[i]] += error * error;
        }
        double size = (double) places.length / parts;
        for (int i = 0; i < parts; i++) {
            ratios[i] = decibels(ratios[i] / size, range, base);
        }
        return parts == 1 ? ImageTerm.one(ratios[0]) : ImageTerm.map(ratios, parts);
    }

    /** The ratio of a mean squared error to the range; ten for each power of the base. */
    static double decibels(double meanSquaredError, DataRange range, double base) {
        double logarithm = 2 * StrictMath.log(range.extent()) - StrictMath.log(meanSquaredError);
        return logarithm * (10 / StrictMath.log(base));
    }

    /** For each element, in order, the part that it belongs to. */
    private int[] places(int[] shape) {
        List<Integer> spanned = dimensions.stream()
                .map(dimension -> ofRow(dimension, shape.length))
                .toList();
        int length = 1;
        for (int dimension : shape) {
            length *= dimension;
        }
        int[] places = new int[length];
        int stride = 1;
        int inner = 1;
        for (int dimension = shape.length - 1; dimension >= 0; dimension--) {
            if (!spanned.contains(dimension)) {
                for (int i = 0; i < length; i++) {
                    places[i] += i / inner % shape[dimension] * stride;
                }
                stride *= shape[dimension];
            }
            inner *= shape[dimension];
        }
        return places;
    }

    /** A dimension of a batch as one of a row. */
    private static int ofRow(int dimension, int rank) {
        return dimension < 0 ? rank + dimension : dimension - 1;
    }
}
