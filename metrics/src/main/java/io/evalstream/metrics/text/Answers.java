package io.evalstream.metrics.text;

import io.evalstream.metrics.batch.Cells;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.metric.Value;
import io.evalstream.metrics.state.Dyadic;
import io.evalstream.metrics.state.Memory;
import io.evalstream.metrics.state.Slot;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Answers to questions: how many are one of the right answers, and the exact sum of their overlap in words with the right
 * answer they are most like (Rajpurkar et al., EMNLP 2016).
 */
record Answers() implements TextStatistic {

    private static final Input ANSWER = Input.texts("preds_prediction_text", Input.Side.PREDICTION);
    private static final Input RIGHT_ANSWERS = Input.texts("target_answers_text", Input.Side.LABEL);

    private static final int EXACT = 0;
    private static final int F_MEASURE = 1;
    private static final int ROWS = 2;

    private static final double PERCENT = 100;
    private static final Pattern MARK = Pattern.compile("[!-/:-@\\[-`{-~]");
    private static final Pattern ARTICLE = Pattern.compile("\\b(a|an|the)\\b", Pattern.UNICODE_CHARACTER_CLASS);

    @Override
    public Input predictions() {
        return ANSWER;
    }

    @Override
    public Input references() {
        return RIGHT_ANSWERS;
    }

    @Override
    public List<Slot> slots() {
        return List.of(Slot.counts("exact"), Slot.exactSum("f_measure"), Slot.counts("rows"));
    }

    @Override
    public boolean takesSeveralReferences() {
        return true;
    }

    @Override
    public void add(Cells cells, int row, Sentence sentence) {
        List<String> answer = words(sentence.prediction());
        boolean exact = false;
        double best = 0;
        for (String right : sentence.references()) {
            List<String> expected = words(right);
            exact |= answer.equals(expected);
            best = Math.max(best, overlap(answer, expected));
        }
        cells.count(row, EXACT, 0, exact ? sentence.multiplicity() : 0);
        cells.sum(row, F_MEASURE, 0).add(best, sentence.multiplicity());
        cells.count(row, ROWS, 0, sentence.multiplicity());
    }

    static Value read(Memory memory) {
        Dyadic rows = Dyadic.of(memory.count(ROWS));
        Map<String, Value> values = new LinkedHashMap<>();
        values.put(
                "exact_match",
                Value.scalar(PERCENT * Dyadic.of(memory.count(EXACT)).dividedBy(rows)));
        values.put("f1", Value.scalar(PERCENT * memory.sum(F_MEASURE).dividedBy(rows)));
        return new Value.Named(values);
    }

    /** F-measure of the words as bags; that of two answers without a word is 1. */
    private static double overlap(List<String> answer, List<String> expected) {
        if (answer.isEmpty() || expected.isEmpty()) {
            return answer.equals(expected) ? 1 : 0;
        }
        double common = Words.common(Words.ngrams(answer, 1), Words.ngrams(expected, 1));
        return 2 * common / (answer.size() + expected.size());
    }

    private static List<String> words(String text) {
        String bare = MARK.matcher(text.toLowerCase(Locale.ROOT)).replaceAll("");
        return Words.split(ARTICLE.matcher(bare).replaceAll(" "));
    }
}
