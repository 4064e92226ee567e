package io.evalstream.metrics.metric;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** The known name that a mistyped one most likely meant. */
public final class Suggestion {

    private Suggestion() {}

    /** {@code " (did you mean 'x'?)"}, or nothing where no known name is near. */
    public static String of(String given, Collection<String> known) {
        return nearest(given, known)
                .map(name -> " (did you mean '" + name + "'?)")
                .orElse("");
    }

    /** The nearest known name, where a third of its letters or fewer would have to change. */
    public static Optional<String> nearest(String given, Collection<String> known) {
        String plain = plain(given);
        return known.stream()
                .filter(name -> distance(plain, plain(name)) * 3 <= Math.max(plain.length(), name.length()))
                .min(Comparator.comparingInt(name -> distance(plain, plain(name))));
    }

    private static String plain(String name) {
        return name.replace("_", "").replace("-", "").toLowerCase(Locale.ROOT);
    }

    /** Levenshtein distance. */
    private static int distance(String left, String right) {
        int[] row = new int[right.length() + 1];
        for (int j = 0; j <= right.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= left.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= right.length(); j++) {
                int replaced = diagonal + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[right.length()];
    }
}
