package io.evalstream.metrics.text;

import java.util.Arrays;

/**
 * The edits that make a sequence a target, searched only near the diagonal, as Tercom does (Snover et al., AMTA 2006). On
 * long sequences that have little in common the distance is above the true one: that is part of the definition of the
 * translation edit rate, and TorchMetrics' edit distance takes it over.
 */
final class BeamedEdits {

    /** What leads to a cell. Of several that cost the same, the first is taken. */
    private static final byte KEEP = 0;

    private static final byte SUBSTITUTE = 1;
    private static final byte DELETE = 2;
    private static final byte INSERT = 3;

    private static final int BEAM = 25;
    private static final long OUT_OF_REACH = 10_000_000_000_000_000L;

    private final int[] target;
    private final long substitutionCost;
    private int length;
    private long[][] costs = {};
    private byte[][] operations = {};

    BeamedEdits(int[] target, int substitutionCost) {
        this.target = target;
        this.substitutionCost = substitutionCost;
    }

    /** The cost of making the sequence the target; what led there is kept for {@link #alignment}. */
    long distance(int[] sequence) {
        reserve(sequence.length);
        length = sequence.length;
        double ratio = length == 0 ? 1 : (double) target.length / length;
        int beam = ratio / 2 > BEAM ? (int) Math.ceil(ratio / 2 + BEAM) : BEAM;
        for (int i = 1; i <= length; i++) {
            int diagonal = (int) Math.floor(i * ratio);
            int from = Math.max(0, diagonal - beam);
            int end = i == length ? target.length + 1 : Math.min(target.length + 1, diagonal + beam);
            fill(i, sequence[i - 1], from, end);
        }
        return costs[length][target.length];
    }

    /** How the elements of the last sequence stand to those of the target. */
    Alignment alignment() {
        int[] positions = new int[target.length];
        boolean[] targetErrors = new boolean[target.length];
        boolean[] sequenceErrors = new boolean[length];
        int i = length;
        int j = target.length;
        while (i > 0 || j > 0) {
            byte operation = operations[i][j];
            if (operation == INSERT) {
                j--;
                positions[j] = i - 1;
                targetErrors[j] = true;
            } else if (operation == DELETE) {
                i--;
                sequenceErrors[i] = true;
            } else {
                i--;
                j--;
                positions[j] = i;
                targetErrors[j] = operation == SUBSTITUTE;
                sequenceErrors[i] = operation == SUBSTITUTE;
            }
        }
        return new Alignment(positions, targetErrors, sequenceErrors);
    }

    /**
     * An alignment.
     *
     * @param positions for each element of the target the element of the sequence it stands beside, or after which it is
     *     inserted
     * @param targetErrors elements of the target that the sequence lacks
     * @param sequenceErrors elements of the sequence that the target lacks
     */
    @SuppressWarnings("ArrayRecordComponent") // made for one reader, who does not keep it
    record Alignment(int[] positions, boolean[] targetErrors, boolean[] sequenceErrors) {}

    private void fill(int i, int element, int from, int end) {
        long[] row = costs[i];
        long[] above = costs[i - 1];
        Arrays.fill(row, OUT_OF_REACH);
        for (int j = from; j < end; j++) {
            if (j == 0) {
                row[0] = above[0] + 1;
                operations[i][0] = DELETE;
                continue;
            }
            boolean same = element == target[j - 1];
            long best = above[j - 1] + (same ? 0 : substitutionCost);
            byte operation = same ? KEEP : SUBSTITUTE;
            if (above[j] + 1 < best) {
                best = above[j] + 1;
                operation = DELETE;
            }
            if (row[j - 1] + 1 < best) {
                best = row[j - 1] + 1;
                operation = INSERT;
            }
            if (best < row[j]) {
                row[j] = best;
                operations[i][j] = operation;
            }
        }
    }

    private void reserve(int rows) {
        if (rows < costs.length) {
            return;
        }
        costs = new long[rows + 1][target.length + 1];
        operations = new byte[rows + 1][target.length + 1];
        for (int j = 0; j <= target.length; j++) {
            costs[0][j] = j;
            operations[0][j] = INSERT;
        }
    }
}
