package io.evalstream.metrics.text;

import io.evalstream.metrics.batch.Cells;
import io.evalstream.metrics.metric.Value;
import io.evalstream.metrics.state.Dyadic;
import io.evalstream.metrics.state.Memory;
import io.evalstream.metrics.state.Slot;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The least edits and shifts that lead to a reference, and the mean lengths of the references. */
record ShiftedEdits(TercomNormalizer normalizer) implements TextStatistic, SentenceScore {

    private static final int EDITS = 0;
    private static final int REFERENCE_LENGTH = 1;
    private static final int ROWS = 2;

    @Override
    public List<Slot> slots() {
        return List.of(Slot.counts("edits"), Slot.exactSum("reference_length"), Slot.counts("rows"));
    }

    @Override
    public boolean takesSeveralReferences() {
        return true;
    }

    @Override
    public void add(Cells cells, int row, Sentence sentence) {
        Counted counted = counted(sentence.prediction(), sentence.references());
        cells.count(row, EDITS, 0, sentence.multiplicity() * counted.edits);
        cells.sum(row, REFERENCE_LENGTH, 0).add(counted.length, sentence.multiplicity());
        cells.count(row, ROWS, 0, sentence.multiplicity());
    }

    @Override
    public double of(String prediction, List<String> references) {
        Counted counted = counted(prediction, references);
        return rate(counted.edits, Dyadic.of(counted.length));
    }

    static Value read(Memory memory) {
        return Value.scalar(rate(memory.count(EDITS), memory.sum(REFERENCE_LENGTH)));
    }

    /** Edits to the nearest reference, and the mean length of all. */
    private record Counted(long edits, double length) {}

    private Counted counted(String prediction, List<String> references) {
        Map<String, Integer> known = new HashMap<>();
        int[] predicted = Words.numbered(normalizer.words(prediction), known);
        long least = Long.MAX_VALUE;
        long lengths = 0;
        for (String reference : references) {
            int[] words = Words.numbered(normalizer.words(reference), known);
            least = Math.min(least, TercomShifts.edits(words, predicted));
            lengths += words.length;
        }
        return new Counted(least, (double) lengths / references.size());
    }

    private static double rate(long edits, Dyadic length) {
        if (edits == 0) {
            return 0;
        }
        return length.signum() == 0 ? 1 : Dyadic.of(edits).dividedBy(length);
    }
}
