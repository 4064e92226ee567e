package io.evalstream.metrics.ranking;

import java.util.Arrays;

/**
 * The scores of one sample's labels and which of them are relevant, and how well the former rank the latter first. Ranks
 * are found by bisection among sorted scores, so a sample costs O(labels · log labels). Reused from sample to sample.
 */
final class LabelSample {

    private final double[] scores;
    private final boolean[] relevant;
    private final double[] sorted;
    private final double[] sortedRelevant;
    private final double[] sortedIrrelevant;
    private int size;
    private int relevantLabels;

    LabelSample(int labels) {
        scores = new double[labels];
        relevant = new boolean[labels];
        sorted = new double[labels];
        sortedRelevant = new double[labels];
        sortedIrrelevant = new double[labels];
    }

    void clear() {
        size = 0;
        relevantLabels = 0;
    }

    void add(double score, boolean isRelevant) {
        // Adding 0.0 turns -0.0 into 0.0, which sorting would tell apart.
        double plain = score + 0.0;
        scores[size] = plain;
        relevant[size] = isRelevant;
        sorted[size] = plain;
        if (isRelevant) {
            sortedRelevant[relevantLabels++] = plain;
        } else {
            sortedIrrelevant[size - relevantLabels] = plain;
        }
        size++;
    }

    /** How many labels are scored at least as high as the lowest relevant one; 0 where none is relevant. */
    double coverage() {
        if (relevantLabels == 0) {
            return 0;
        }
        double lowest = Double.POSITIVE_INFINITY;
        for (int i = 0; i < relevantLabels; i++) {
            lowest = Math.min(lowest, sortedRelevant[i]);
        }
        int reached = 0;
        for (double score : scores) {
            reached += score >= lowest ? 1 : 0;
        }
        return reached;
    }

    /** The mean, over relevant labels, of the share of relevant ones among those scored as high or higher. */
    double averagePrecision() {
        if (relevantLabels == 0 || relevantLabels == size) {
            return 1;
        }
        Arrays.sort(sorted, 0, size);
        Arrays.sort(sortedRelevant, 0, relevantLabels);
        double sum = 0;
        for (int label = 0; label < size; label++) {
            if (relevant[label]) {
                int rank = size - below(sorted, size, scores[label]);
                int rankAmongRelevant = relevantLabels - below(sortedRelevant, relevantLabels, scores[label]);
                sum += rankAmongRelevant / (double) rank;
            }
        }
        return sum / relevantLabels;
    }

    /** The share of wrongly ordered pairs of a relevant and an irrelevant label; of equal scores, the later is higher. */
    double loss() {
        int irrelevantLabels = size - relevantLabels;
        if (relevantLabels == 0 || irrelevantLabels == 0) {
            return 0;
        }
        Arrays.sort(sortedIrrelevant, 0, irrelevantLabels);
        long wrong = 0;
        for (int label = 0; label < size; label++) {
            if (relevant[label]) {
                double score = scores[label];
                int at = below(sortedIrrelevant, irrelevantLabels, score);
                wrong += irrelevantLabels - at;
                if (at < irrelevantLabels && sortedIrrelevant[at] == score) {
                    wrong -= tiesBefore(label);
                }
            }
        }
        return wrong / ((double) relevantLabels * irrelevantLabels);
    }

    /** How many irrelevant labels before this one have its score. */
    private int tiesBefore(int label) {
        int ties = 0;
        for (int other = 0; other < label; other++) {
            ties += !relevant[other] && scores[other] == scores[label] ? 1 : 0;
        }
        return ties;
    }

    /** How many of the first numbers of an ascending array are below a value. */
    private static int below(double[] ascending, int size, double value) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (ascending[middle] < value) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
