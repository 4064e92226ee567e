package io.evalstream.metrics.text;

import io.evalstream.metrics.batch.Cells;
import io.evalstream.metrics.metric.Value;
import io.evalstream.metrics.state.Dyadic;
import io.evalstream.metrics.state.Memory;
import io.evalstream.metrics.state.Slot;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The edits between predictions and references, and their lengths: what the error rates of speech are read from. */
record Edits(Unit unit) implements TextStatistic {

    /** What is edited. */
    enum Unit {
        WORD,
        CHARACTER
    }

    private static final int EDITS = 0;
    private static final int REFERENCE_LENGTH = 1;
    private static final int PREDICTION_LENGTH = 2;
    private static final int LONGER_LENGTH = 3;
    private static final int ROWS = 4;

    @Override
    public List<Slot> slots() {
        return List.of(
                Slot.counts("edits"),
                Slot.counts("reference_length"),
                Slot.counts("prediction_length"),
                Slot.counts("longer_length"),
                Slot.counts("rows"));
    }

    @Override
    public boolean takesSeveralReferences() {
        return false;
    }

    @Override
    public void add(Cells cells, int row, Sentence sentence) {
        long multiplicity = sentence.multiplicity();
        Map<String, Integer> known = new HashMap<>();
        int[] predicted = units(sentence.prediction(), known);
        int[] reference = units(sentence.references().get(0), known);
        cells.count(row, EDITS, 0, multiplicity * Levenshtein.distance(predicted, reference));
        cells.count(row, REFERENCE_LENGTH, 0, multiplicity * reference.length);
        cells.count(row, PREDICTION_LENGTH, 0, multiplicity * predicted.length);
        cells.count(row, LONGER_LENGTH, 0, multiplicity * Math.max(predicted.length, reference.length));
        cells.count(row, ROWS, 0, multiplicity);
    }

    /** Edits by the length of the references. */
    static Value errorRate(Memory memory) {
        return Value.scalar(Dyadic.of(memory.count(EDITS)).dividedBy(memory.count(REFERENCE_LENGTH)));
    }

    /** Edits by the length of the longer of each two. */
    static Value matchErrorRate(Memory memory) {
        return Value.scalar(Dyadic.of(memory.count(EDITS)).dividedBy(memory.count(LONGER_LENGTH)));
    }

    static Value informationPreserved(Memory memory) {
        return Value.scalar(hitsSquared(memory).dividedBy(lengths(memory)));
    }

    static Value informationLost(Memory memory) {
        Dyadic lengths = lengths(memory);
        return Value.scalar(lengths.minus(hitsSquared(memory)).dividedBy(lengths));
    }

    private static Dyadic hitsSquared(Memory memory) {
        return Dyadic.of(memory.count(LONGER_LENGTH) - memory.count(EDITS)).squared();
    }

    private static Dyadic lengths(Memory memory) {
        return Dyadic.of(memory.count(REFERENCE_LENGTH)).times(memory.count(PREDICTION_LENGTH));
    }

    private int[] units(String text, Map<String, Integer> known) {
        return unit == Unit.WORD
                ? Words.numbered(Words.split(text), known)
                : text.codePoints().toArray();
    }
}
