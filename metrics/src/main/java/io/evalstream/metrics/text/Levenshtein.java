package io.evalstream.metrics.text;

/** The least number of insertions, deletions and substitutions that make one sequence another (Levenshtein, 1966). */
final class Levenshtein {

    private Levenshtein() {}

    static int distance(int[] from, int[] to) {
        int[] above = new int[to.length + 1];
        int[] row = new int[to.length + 1];
        for (int j = 0; j <= to.length; j++) {
            above[j] = j;
        }
        for (int i = 1; i <= from.length; i++) {
            row[0] = i;
            for (int j = 1; j <= to.length; j++) {
                row[j] = from[i - 1] == to[j - 1]
                        ? above[j - 1]
                        : 1 + Math.min(above[j - 1], Math.min(above[j], row[j - 1]));
            }
            int[] done = row;
            row = above;
            above = done;
        }
        return above[to.length];
    }
}
