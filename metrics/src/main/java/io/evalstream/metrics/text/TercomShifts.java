package io.evalstream.metrics.text;

/**
 * The edits of the translation edit rate: besides insertions, deletions and substitutions, a stretch of words may be moved
 * at the cost of one. Shifts are chosen greedily, by the heuristics and limits of Tercom (Snover et al., AMTA 2006) as
 * sacreBLEU bounds them.
 */
final class TercomShifts {

    /** Longest stretch that is moved is one less. */
    private static final int SIZE_LIMIT = 10;

    private static final int LARGEST_DISTANCE = 50;
    private static final int CANDIDATES = 1000;

    private final int[] goal;
    private final BeamedEdits beamed;
    private int checked;

    private TercomShifts(int[] goal) {
        this.goal = goal;
        beamed = new BeamedEdits(goal, 1);
    }

    /** Edits, shifts among them, that make the words the goal; none where the goal is empty, as in TorchMetrics. */
    static long edits(int[] words, int[] goal) {
        return goal.length == 0 ? 0 : new TercomShifts(goal).edits(words);
    }

    /**
     * A stretch of words moved.
     *
     * @param gain edits that it saves
     */
    @SuppressWarnings("ArrayRecordComponent") // lives within one search
    private record Shift(long gain, int length, int start, int to, int[] words) {

        /** More gain first, then the longer, then what starts earlier, then what goes to an earlier place. */
        boolean isBetterThan(Shift other) {
            if (gain != other.gain) {
                return gain > other.gain;
            }
            if (length != other.length) {
                return length > other.length;
            }
            return start != other.start ? start < other.start : to < other.to;
        }
    }

    private long edits(int[] words) {
        int[] shifted = words;
        long shifts = 0;
        while (true) {
            Shift best = best(shifted);
            if (checked >= CANDIDATES || best.gain <= 0) {
                return shifts + beamed.distance(shifted);
            }
            shifts++;
            shifted = best.words;
        }
    }

    private Shift best(int[] words) {
        long distance = beamed.distance(words);
        BeamedEdits.Alignment alignment = beamed.alignment();
        Shift best = new Shift(Long.MIN_VALUE, 0, 0, 0, words);
        for (int start = 0; start < words.length; start++) {
            int first = Math.max(0, start - LARGEST_DISTANCE);
            int last = Math.min(goal.length - 1, start + LARGEST_DISTANCE);
            for (int at = first; at <= last; at++) {
                for (int length = 1; length < SIZE_LIMIT; length++) {
                    if (start + length > words.length
                            || at + length > goal.length
                            || words[start + length - 1] != goal[at + length - 1]) {
                        break;
                    }
                    if (isWorthwhile(alignment, start, at, length)) {
                        best = better(best, words, distance, alignment, start, at, length);
                        if (checked >= CANDIDATES) {
                            return best;
                        }
                    }
                }
            }
        }
        return best;
    }

    /** Both places are in error, and the stretch does not lie there already. */
    private static boolean isWorthwhile(BeamedEdits.Alignment alignment, int start, int at, int length) {
        int position = alignment.positions()[at];
        return any(alignment.sequenceErrors(), start, length)
                && any(alignment.targetErrors(), at, length)
                && !(start <= position && position < start + length);
    }

    /** The best of a shift and the moves of one stretch to the places beside its match. */
    private Shift better(
            Shift soFar, int[] words, long distance, BeamedEdits.Alignment alignment, int start, int at, int length) {
        Shift best = soFar;
        int previous = -1;
        for (int place = at - 1; place < Math.min(at + length, goal.length); place++) {
            int to = place < 0 ? 0 : alignment.positions()[place] + 1;
            if (to == previous) {
                continue;
            }
            previous = to;
            int[] moved = moved(words, start, length, to);
            Shift shift = new Shift(distance - beamed.distance(moved), length, start, to, moved);
            checked++;
            if (shift.isBetterThan(best)) {
                best = shift;
            }
        }
        return best;
    }

    /** The words with a stretch taken out and put where {@code to} was or, past the stretch, so many words further on. */
    private static int[] moved(int[] words, int start, int length, int to) {
        boolean within = to >= start && to <= start + length;
        int without = within ? to : to < start ? to : to - length;
        int[] moved = new int[words.length];
        int next = 0;
        int rest = 0;
        for (int place = 0; place < words.length; ) {
            if (rest == without && next < length) {
                moved[place++] = words[start + next++];
            } else {
                moved[place++] = words[rest < start ? rest : rest + length];
                rest++;
            }
        }
        return moved;
    }

    private static boolean any(boolean[] errors, int from, int length) {
        for (int i = from; i < from + length; i++) {
            if (errors[i]) {
                return true;
            }
        }
        return false;
    }
}
