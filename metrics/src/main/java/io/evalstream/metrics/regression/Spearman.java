package io.evalstream.metrics.regression;

import io.evalstream.metrics.state.Dyadic;
import io.evalstream.metrics.state.ExactSum;

/** Pearson's correlation of ranks, of which equal values share their mean. */
final class Spearman {

    private Spearman() {}

    /** The coefficient; 0 where all predictions or all targets are equal, as in TorchMetrics; NaN without rows. */
    static double of(RankedPairs pairs) {
        if (pairs.total == 0) {
            return Double.NaN;
        }
        long[] predictionRanks = RankedPairs.centredRanks(pairs.predictionCounts);
        long[] targetRanks = RankedPairs.centredRanks(pairs.targetCounts);
        ExactSum product = new ExactSum();
        for (int i = 0; i < pairs.counts.length; i++) {
            addProduct(product, predictionRanks[pairs.predictions[i]], targetRanks[pairs.targets[i]], pairs.counts[i]);
        }
        Dyadic together = product.value();
        Dyadic spreads =
                squares(predictionRanks, pairs.predictionCounts).times(squares(targetRanks, pairs.targetCounts));
        if (spreads.signum() == 0) {
            return 0;
        }
        return together.signum() * Math.sqrt(together.squared().dividedBy(spreads));
    }

    private static Dyadic squares(long[] ranks, long[] counts) {
        ExactSum sum = new ExactSum();
        for (int i = 0; i < ranks.length; i++) {
            addProduct(sum, ranks[i], ranks[i], counts[i]);
        }
        return sum.value();
    }

    /** Adds the product of two ranks, counted so often; ranks are whole numbers that a double holds exactly. */
    private static void addProduct(ExactSum sum, long rank, long other, long count) {
        long left = count;
        while (left > 0) {
            int part = (int) Math.min(left, 1 << 29);
            sum.addProduct((double) rank, (double) other, part);
            left -= part;
        }
    }
}
