package io.evalstream.metrics.regression;

import java.math.BigInteger;

/**
 * What Kendall's coefficients and their test are made of. Concordant and discordant pairs of rows are counted in
 * O(m log m) for m distinct pairs of values: rows are taken by ascending prediction, and a binary indexed tree over the
 * targets says how many earlier ones lie below and above (Knight, JASA 61, 1966; Fenwick, Software: Practice and
 * Experience 24, 1994).
 */
final class Kendall {

    private final RankedPairs pairs;
    /** Pairs of rows in the same order on both sides. */
    private BigInteger concordant = BigInteger.ZERO;
    /** Pairs of rows in opposite order. */
    private BigInteger discordant = BigInteger.ZERO;

    Kendall(RankedPairs pairs) {
        this.pairs = pairs;
        count();
    }

    /** (C − D) / (C + D). */
    double a() {
        return difference() / concordant.add(discordant).doubleValue();
    }

    /** (C − D) / √((n₀ − ties of the predictions)(n₀ − ties of the targets)), n₀ pairs of rows in all. */
    double b() {
        double all = choose2((double) pairs.total);
        return difference() / Math.sqrt((all - ties(pairs.predictionCounts)) * (all - ties(pairs.targetCounts)));
    }

    /** 2(C − D) / (n²(k − 1)/k), k the smaller number of distinct values of a side (Stuart's coefficient). */
    double c() {
        double least = Math.min(pairs.predictionCounts.length, pairs.targetCounts.length);
        double rows = pairs.total;
        return 2 * difference() / ((least - 1) / least * rows * rows);
    }

    /**
     * C − D in standard deviations of its distribution without correlation.
     *
     * @param correctTies whether ties lower the deviation (variants b and c)
     */
    double standardised(boolean correctTies) {
        double rows = pairs.total;
        double pairsOfRows = rows * (rows - 1);
        double variance = pairsOfRows * (2 * rows + 5);
        if (!correctTies) {
            return 3 * difference() / Math.sqrt(variance / 2);
        }
        long[] ofPredictions = pairs.predictionCounts;
        long[] ofTargets = pairs.targetCounts;
        variance = (variance - fives(ofPredictions) - fives(ofTargets)) / 18;
        variance += 2 * ties(ofPredictions) * ties(ofTargets) / pairsOfRows;
        variance += triples(ofPredictions) * triples(ofTargets) / (9 * pairsOfRows * (rows - 2));
        return difference() / Math.sqrt(variance);
    }

    private double difference() {
        return concordant.subtract(discordant).doubleValue();
    }

    private void count() {
        long[] tree = new long[pairs.targetCounts.length + 1];
        long taken = 0;
        int group = 0;
        for (int i = 0; i <= pairs.counts.length; i++) {
            if (i == pairs.counts.length || pairs.predictions[i] != pairs.predictions[group]) {
                // Rows of equal prediction are neither concordant nor discordant: they enter together.
                for (; group < i; group++) {
                    add(tree, pairs.targets[group], pairs.counts[group]);
                    taken += pairs.counts[group];
                }
            }
            if (i < pairs.counts.length) {
                long below = sum(tree, pairs.targets[i] - 1);
                long above = taken - sum(tree, pairs.targets[i]);
                BigInteger count = BigInteger.valueOf(pairs.counts[i]);
                concordant = concordant.add(count.multiply(BigInteger.valueOf(below)));
                discordant = discordant.add(count.multiply(BigInteger.valueOf(above)));
            }
        }
    }

    private static void add(long[] tree, int place, long count) {
        for (int i = place + 1; i < tree.length; i += i & -i) {
            tree[i] += count;
        }
    }

    /** The count of all places up to this one. */
    private static long sum(long[] tree, int place) {
        long sum = 0;
        for (int i = place + 1; i > 0; i -= i & -i) {
            sum += tree[i];
        }
        return sum;
    }

    private static double choose2(double count) {
        return count * (count - 1) / 2;
    }

    private static double ties(long[] counts) {
        double sum = 0;
        for (double count : counts) {
            sum += choose2(count);
        }
        return sum;
    }

    private static double triples(long[] counts) {
        double sum = 0;
        for (double count : counts) {
            sum += count * (count - 1) * (count - 2);
        }
        return sum;
    }

    private static double fives(long[] counts) {
        double sum = 0;
        for (double count : counts) {
            sum += count * (count - 1) * (2 * count + 5);
        }
        return sum;
    }
}
