package io.evalstream.metrics.text;

import io.evalstream.metrics.batch.Cells;
import io.evalstream.metrics.metric.Value;
import io.evalstream.metrics.state.Memory;
import io.evalstream.metrics.state.Slot;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What chrF is read from: n-grams of characters and of words, in the predictions, in the references that fit best, and in
 * both (Popović, WMT 2015 and 2017).
 *
 * @param beta how many times as much recall counts as precision; it decides which reference fits best
 */
record CharacterNgrams(int characterOrder, int wordOrder, double beta, boolean lowercase, boolean whitespace)
        implements TextStatistic, SentenceScore {

    private static final int PREDICTED = 0;
    private static final int EXPECTED = 1;
    private static final int MATCHES = 2;
    private static final int ROWS = 3;

    private static final String PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

    @Override
    public List<Slot> slots() {
        return List.of(
                Slot.counts("predicted", orders()),
                Slot.counts("expected", orders()),
                Slot.counts("matches", orders()),
                Slot.counts("rows"));
    }

    @Override
    public boolean takesSeveralReferences() {
        return true;
    }

    @Override
    public void add(Cells cells, int row, Sentence sentence) {
        Overlap best = best(sentence.prediction(), sentence.references());
        for (int i = 0; i < orders(); i++) {
            cells.count(row, PREDICTED, i, sentence.multiplicity() * best.predicted[i]);
            cells.count(row, EXPECTED, i, sentence.multiplicity() * best.expected[i]);
            cells.count(row, MATCHES, i, sentence.multiplicity() * best.matches[i]);
        }
        cells.count(row, ROWS, 0, sentence.multiplicity());
    }

    @Override
    public double of(String prediction, List<String> references) {
        return score(best(prediction, references));
    }

    Value score(Memory memory) {
        return Value.scalar(
                score(new Overlap(memory.counts(PREDICTED), memory.counts(EXPECTED), memory.counts(MATCHES))));
    }

    /** N-grams by order: first those of characters, then those of words. */
    @SuppressWarnings("ArrayRecordComponent") // lives within one row
    private record Overlap(long[] predicted, long[] expected, long[] matches) {}

    /** The first of the best references; where none has anything in common with the prediction, none is expected. */
    private Overlap best(String prediction, List<String> references) {
        List<Map<List<String>, Integer>> predicted = ngrams(prediction);
        Overlap best = new Overlap(totals(predicted), new long[orders()], new long[orders()]);
        double bestScore = 0;
        for (String reference : references) {
            List<Map<List<String>, Integer>> expected = ngrams(reference);
            long[] matches = new long[orders()];
            for (int i = 0; i < matches.length; i++) {
                matches[i] = Words.common(predicted.get(i), expected.get(i));
            }
            Overlap overlap = new Overlap(best.predicted, totals(expected), matches);
            double score = score(overlap);
            // Scores that are equal as fractions may differ in their last bits.
            if ((float) score > (float) bestScore) {
                best = overlap;
                bestScore = score;
            }
        }
        return best;
    }

    /** Mean over the orders of the F-measure. */
    private double score(Overlap overlap) {
        double sum = 0;
        double square = beta * beta;
        for (int i = 0; i < orders(); i++) {
            if (overlap.matches[i] > 0) {
                double precision = (double) overlap.matches[i] / overlap.predicted[i];
                double recall = (double) overlap.matches[i] / overlap.expected[i];
                sum += (1 + square) * precision * recall / (square * precision + recall);
            }
        }
        return sum / orders();
    }

    private int orders() {
        return characterOrder + wordOrder;
    }

    private List<Map<List<String>, Integer>> ngrams(String text) {
        String cased = lowercase ? text.toLowerCase(Locale.ROOT) : text;
        List<Map<List<String>, Integer>> ngrams = new ArrayList<>();
        List<String> characters =
                Words.characters(whitespace ? cased : Words.stripped(cased).replace(" ", ""));
        for (int length = 1; length <= characterOrder; length++) {
            ngrams.add(Words.ngrams(characters, length));
        }
        List<String> words = wordsAndMarks(cased);
        for (int length = 1; length <= wordOrder; length++) {
            ngrams.add(Words.ngrams(words, length));
        }
        return ngrams;
    }

    private static long[] totals(List<Map<List<String>, Integer>> ngrams) {
        return ngrams.stream()
                .mapToLong(counts ->
                        counts.values().stream().mapToLong(Integer::longValue).sum())
                .toArray();
    }

    /** Words without the one punctuation mark at their end or, where there is none, at their start. */
    private static List<String> wordsAndMarks(String text) {
        List<String> parts = new ArrayList<>();
        for (String word : Words.split(text)) {
            int last = word.length() - 1;
            if (last > 0 && PUNCTUATION.indexOf(word.charAt(last)) >= 0) {
                parts.add(word.substring(0, last));
                parts.add(word.substring(last));
            } else if (last > 0 && PUNCTUATION.indexOf(word.charAt(0)) >= 0) {
                parts.add(word.substring(0, 1));
                parts.add(word.substring(1));
            } else {
                parts.add(word);
            }
        }
        return parts;
    }
}
