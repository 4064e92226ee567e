package io.evalstream.metrics.text;

import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Longest common subsequences of tokens. */
final class CommonSubsequence {

    private CommonSubsequence() {}

    static int length(List<String> prediction, List<String> reference) {
        return table(prediction, reference)[reference.size()][prediction.size()];
    }

    /**
     * Tokens of the references' sentences that lie in a longest common subsequence with some sentence of the prediction
     * (Lin 2004, section 3.2); a token counts no more often than the prediction has it.
     */
    static int union(List<List<String>> prediction, List<List<String>> reference) {
        Map<String, Integer> left = new HashMap<>();
        prediction.forEach(sentence -> sentence.forEach(token -> left.merge(token, 1, Integer::sum)));
        int hits = 0;
        for (List<String> expected : reference) {
            BitSet common = new BitSet();
            prediction.forEach(predicted -> mark(predicted, expected, common));
            for (int i = common.nextSetBit(0); i >= 0; i = common.nextSetBit(i + 1)) {
                if (left.merge(expected.get(i), -1, Integer::sum) >= 0) {
                    hits++;
                }
            }
        }
        return hits;
    }

    /** Marks the places in the reference of one longest common subsequence. */
    private static void mark(List<String> prediction, List<String> reference, BitSet common) {
        int[][] table = table(prediction, reference);
        int i = prediction.size();
        int j = reference.size();
        while (i > 0 && j > 0) {
            if (prediction.get(i - 1).equals(reference.get(j - 1))) {
                common.set(j - 1);
                i--;
                j--;
            } else if (table[j][i - 1] > table[j - 1][i]) {
                i--;
            } else {
                j--;
            }
        }
    }

    /** Lengths for all beginnings of the reference (rows) and of the prediction (columns). */
    private static int[][] table(List<String> prediction, List<String> reference) {
        int[][] table = new int[reference.size() + 1][prediction.size() + 1];
        for (int j = 1; j <= reference.size(); j++) {
            for (int i = 1; i <= prediction.size(); i++) {
                table[j][i] = reference.get(j - 1).equals(prediction.get(i - 1))
                        ? table[j - 1][i - 1] + 1
                        : Math.max(table[j - 1][i], table[j][i - 1]);
            }
        }
        return table;
    }
}
