package io.evalstream.metrics.text;

import io.evalstream.metrics.batch.Cells;
import io.evalstream.metrics.metric.Value;
import io.evalstream.metrics.state.Memory;
import io.evalstream.metrics.state.Slot;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The exact sums of the rows' ROUGE scores (Lin, ACL workshop 2004), by key: F-measure, precision and recall.
 *
 * @param keys {@code rouge1} to {@code rouge9}, {@code rougeL}, {@code rougeLsum}
 * @param stem whether words of more than three letters are stemmed
 * @param best whether the reference with the highest F-measure counts, each key by itself, or the mean of all
 */
record Rouge(List<String> keys, boolean stem, boolean best) implements TextStatistic {

    static final List<String> KEYS = List.of(
            "rouge1",
            "rouge2",
            "rouge3",
            "rouge4",
            "rouge5",
            "rouge6",
            "rouge7",
            "rouge8",
            "rouge9",
            "rougeL",
            "rougeLsum");

    private static final int SUMS = 0;
    private static final int ROWS = 1;

    private static final int F_MEASURE = 0;
    private static final int PRECISION = 1;
    private static final int RECALL = 2;
    private static final int PARTS = 3;
    private static final String[] PART_NAMES = {"_fmeasure", "_precision", "_recall"};

    private static final Pattern NO_WORD = Pattern.compile("[^a-z0-9]+");
    private static final Pattern BETWEEN_SENTENCES =
            Pattern.compile("(?<=[.!?])[\\s\\x1c-\\x1f]+", Pattern.UNICODE_CHARACTER_CLASS);

    @Override
    public List<Slot> slots() {
        return List.of(Slot.exactSum("scores", keys.size(), PARTS), Slot.counts("rows"));
    }

    @Override
    public boolean takesSeveralReferences() {
        return true;
    }

    @Override
    public void add(Cells cells, int row, Sentence sentence) {
        List<List<String>> prediction = sentences(sentence.prediction());
        List<List<List<String>>> references =
                sentence.references().stream().map(this::sentences).toList();
        for (int i = 0; i < keys.size(); i++) {
            double[] score = score(keys.get(i), prediction, references);
            for (int part = 0; part < PARTS; part++) {
                cells.sum(row, SUMS, i * PARTS + part).add(score[part], sentence.multiplicity());
            }
        }
        cells.count(row, ROWS, 0, sentence.multiplicity());
    }

    Value means(Memory memory) {
        Map<String, Value> values = new LinkedHashMap<>();
        for (int i = 0; i < keys.size(); i++) {
            for (int part = 0; part < PARTS; part++) {
                values.put(
                        keys.get(i) + PART_NAMES[part],
                        Value.scalar(memory.sum(SUMS, i * PARTS + part).dividedBy(memory.count(ROWS))));
            }
        }
        return new Value.Named(values);
    }

    private double[] score(String key, List<List<String>> prediction, List<List<List<String>>> references) {
        double[] kept = new double[PARTS];
        for (int i = 0; i < references.size(); i++) {
            double[] score = against(references.get(i), key, prediction);
            // Scores that are equal as fractions may differ in their last bits: the first of them is taken.
            if (best && (i == 0 || (float) score[F_MEASURE] > (float) kept[F_MEASURE])) {
                kept = score;
            }
            for (int part = 0; !best && part < PARTS; part++) {
                kept[part] += score[part] / references.size();
            }
        }
        return kept;
    }

    private static double[] against(List<List<String>> reference, String key, List<List<String>> prediction) {
        if (key.equals("rougeLsum")) {
            return parts(CommonSubsequence.union(prediction, reference), size(prediction), size(reference));
        }
        List<String> predicted = joined(prediction);
        List<String> expected = joined(reference);
        if (key.equals("rougeL")) {
            return parts(CommonSubsequence.length(predicted, expected), predicted.size(), expected.size());
        }
        int length = key.charAt(key.length() - 1) - '0';
        long common = Words.common(Words.ngrams(predicted, length), Words.ngrams(expected, length));
        return parts(common, predicted.size() - length + 1, expected.size() - length + 1);
    }

    private static double[] parts(long common, int predicted, int expected) {
        double[] parts = new double[PARTS];
        if (common > 0) {
            parts[PRECISION] = (double) common / predicted;
            parts[RECALL] = (double) common / expected;
            parts[F_MEASURE] = 2 * parts[PRECISION] * parts[RECALL] / (parts[PRECISION] + parts[RECALL]);
        }
        return parts;
    }

    /** The tokens, sentence by sentence. */
    private List<List<String>> sentences(String text) {
        List<List<String>> sentences = new ArrayList<>();
        for (String sentence : BETWEEN_SENTENCES.split(text)) {
            sentences.add(tokens(sentence));
        }
        return sentences;
    }

    private List<String> tokens(String text) {
        List<String> tokens = new ArrayList<>();
        for (String token : NO_WORD.split(text.toLowerCase(Locale.ROOT))) {
            if (!token.isEmpty()) {
                tokens.add(stem && token.length() > 3 ? PorterStemmer.stem(token) : token);
            }
        }
        return tokens;
    }

    private static List<String> joined(List<List<String>> sentences) {
        return sentences.stream().flatMap(List::stream).toList();
    }

    private static int size(List<List<String>> sentences) {
        return sentences.stream().mapToInt(List::size).sum();
    }
}
