package io.evalstream.metrics.golden;

import io.evalstream.metrics.batch.Cell;
import io.evalstream.metrics.batch.DataType;
import java.util.ArrayList;
import java.util.List;

/** How much a moment of float32 rows loses when it is taken from raw sums, as TorchMetrics does. */
final class Conditioning {

    private static final double UNIT = 0x1p-23;

    private Conditioning() {}

    /**
     * A bound of the relative error of a variance of these rows in float32: the unit of float32 times {@code Σx² / Σ(x −
     * mean)²}, the squared condition number of a variance (Chan, Golub and LeVeque, "Algorithms for computing the sample
     * variance", The American Statistician 37, 1983). The largest over all columns and outputs; small where the mean is not
     * large beside the spread.
     */
    static double float32Error(List<GoldenBatch> batches) {
        double largest = 0;
        for (String column : batches.stream()
                .flatMap(batch -> batch.columns().keySet().stream())
                .distinct()
                .toList()) {
            List<Cell.Numbers> cells = new ArrayList<>();
            batches.forEach(batch -> cells.addAll(batch.numbers(column)));
            cells.removeIf(cell -> cell.type() != DataType.FLOAT32);
            int outputs =
                    cells.stream().mapToInt(cell -> cell.values().length).max().orElse(0);
            for (int output = 0; output < outputs; output++) {
                largest = Math.max(largest, squaredCondition(cells, output));
            }
        }
        return UNIT * largest;
    }

    /** Zero for a constant, whose variance float32 finds as well. */
    private static double squaredCondition(List<Cell.Numbers> cells, int output) {
        double[] values = cells.stream()
                .filter(cell -> output < cell.values().length && Double.isFinite(cell.values()[output]))
                .mapToDouble(cell -> cell.values()[output])
                .toArray();
        double mean = 0;
        double squares = 0;
        for (double value : values) {
            mean += value / values.length;
            squares += value * value;
        }
        double spread = 0;
        for (double value : values) {
            spread += (value - mean) * (value - mean);
        }
        return spread > 0 ? squares / spread : 0;
    }
}
