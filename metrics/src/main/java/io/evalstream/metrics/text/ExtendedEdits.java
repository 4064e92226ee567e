package io.evalstream.metrics.text;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Extended edit distance (Stanchev, Wang, Ney, WMT 2019): edits of characters where a path may also jump within the
 * prediction at every space of the reference, plus a cost for characters that it visits more than once or never.
 */
record ExtendedEdits(Language language, double alpha, double rho, double deletion, double insertion)
        implements SentenceScore {

    /** How a text is prepared. */
    enum Language {
        EN {
            @Override
            String prepared(String text) {
                String line = Words.withoutTrailingSpace(text);
                line = MARK.matcher(line).replaceAll(" $0");
                line = SPACES.matcher(line).replaceAll(" ");
                line = NUMBER.matcher(line).replaceAll("$1$2$3");
                line = TITLE.matcher(line).replaceAll("$1.");
                line = line.replace("e . g .", "e.g.")
                        .replace("i . e .", "i.e.")
                        .replace("U . S .", "U.S.");
                return " " + line + " ";
            }
        },
        JA {
            @Override
            String prepared(String text) {
                return Normalizer.normalize(Words.withoutTrailingSpace(text), Normalizer.Form.NFKC);
            }
        };

        private static final Pattern MARK = Pattern.compile("[.!?,]");
        private static final Pattern SPACES = Pattern.compile("[\\s\\x1c-\\x1f]+", Pattern.UNICODE_CHARACTER_CLASS);
        private static final Pattern NUMBER = Pattern.compile("(\\d) ([.,]) (\\d)", Pattern.UNICODE_CHARACTER_CLASS);
        /** The point stands for any character, as in the published preparation: "Mr Smith" becomes "Mr.mith". */
        private static final Pattern TITLE = Pattern.compile("(Dr|Jr|Prof|Rev|Gen|Mr|Mt|Mrs|Ms) .");

        abstract String prepared(String text);
    }

    @Override
    public double of(String prediction, List<String> references) {
        int[] predicted = language.prepared(prediction).codePoints().toArray();
        double least = Double.POSITIVE_INFINITY;
        for (String reference : references) {
            least = Math.min(
                    least,
                    distance(
                            predicted, language.prepared(reference).codePoints().toArray()));
        }
        return least;
    }

    private double distance(int[] prediction, int[] reference) {
        int[] visits = new int[prediction.length + 1];
        double[] above = new double[prediction.length + 1];
        double[] row = new double[prediction.length + 1];
        Arrays.fill(above, 1, above.length, 1.0);
        for (int character : reference) {
            int cheapest = 0;
            row[0] = above[0] + 1;
            for (int i = 1; i < row.length; i++) {
                double kept = above[i - 1] + (prediction[i - 1] == character ? 0 : 1);
                row[i] = Math.min(Math.min(row[i - 1] + deletion, kept), above[i] + insertion);
                if (row[i] < row[cheapest]) {
                    cheapest = i;
                }
            }
            visits[cheapest]++;
            if (character == ' ') {
                double jump = row[cheapest] + alpha;
                for (int i = 0; i < row.length; i++) {
                    row[i] = Math.min(row[i], jump);
                }
            }
            double[] done = row;
            row = above;
            above = done;
        }
        long uncovered = 0;
        for (int count : visits) {
            uncovered += count == 0 ? 1 : count - 1;
        }
        double coverage = rho * uncovered;
        return Math.min(1, (above[prediction.length] + coverage) / (reference.length + coverage));
    }
}
