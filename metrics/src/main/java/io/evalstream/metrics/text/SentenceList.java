package io.evalstream.metrics.text;

import io.evalstream.metrics.batch.Cells;
import io.evalstream.metrics.metric.Metric;
import io.evalstream.metrics.metric.Parameter;
import io.evalstream.metrics.metric.Value;
import io.evalstream.metrics.state.Memory;
import io.evalstream.metrics.state.OrderedBits;
import io.evalstream.metrics.state.Slot;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The score of every sentence, in the order of the rows' positions.
 *
 * @param cap largest number of sentences
 */
record SentenceList(SentenceScore score, int cap) implements TextStatistic {

    static final Parameter MAX_DISTINCT = Parameter.integer(
                    "max_distinct", 1 << 20, "largest number of sentences whose scores are remembered")
            .atLeast(1);
    static final Parameter SENTENCE_LEVEL = Parameter.flag(
            "return_sentence_level_score", false, "whether the scores of the sentences are listed beside the score");

    private static final int SCORES = 0;
    /** Time and sequence of the row, and the bits of its score. */
    private static final int KEY_WORDS = 3;

    @Override
    public List<Slot> slots() {
        return List.of(Slot.sparse("scores", KEY_WORDS, cap));
    }

    @Override
    public boolean takesSeveralReferences() {
        return score.takesSeveralReferences();
    }

    @Override
    public void add(Cells cells, int row, Sentence sentence) {
        double value = score.of(sentence.prediction(), sentence.references());
        long[] key = {sentence.time(), sentence.sequence(), OrderedBits.of(value)};
        cells.map(row, SCORES).add(key, 0, sentence.multiplicity());
    }

    static Value read(Memory memory) {
        List<Double> scores = new ArrayList<>();
        memory.map(SCORES).forEachSorted((key, from, count) -> {
            for (long i = 0; i < count; i++) {
                scores.add(OrderedBits.toDouble(key[from + 2]));
            }
        });
        return scores.isEmpty()
                ? Value.undefined(Value.Code.EMPTY, "every row was retracted")
                : Value.vector(scores.stream().mapToDouble(Double::doubleValue).toArray());
    }

    /** A metric that names the scores of the sentences beside what it says of all. */
    Metric beside(Metric corpus, Function<Memory, Value> reading) {
        return new Metric(
                corpus.name(),
                List.of(corpus.statistics().get(0), this),
                memories -> {
                    Map<String, Value> values = new LinkedHashMap<>();
                    values.put("score", reading.apply(memories.get(0)));
                    values.put("sentence_scores", read(memories.get(1)));
                    return new Value.Named(values);
                },
                corpus.higherIsBetter());
    }
}
