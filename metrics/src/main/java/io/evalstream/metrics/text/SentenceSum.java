package io.evalstream.metrics.text;

import io.evalstream.metrics.batch.Cells;
import io.evalstream.metrics.metric.Value;
import io.evalstream.metrics.state.Memory;
import io.evalstream.metrics.state.Slot;
import java.util.List;

/** The exact sum of the sentences' scores, and their number. */
record SentenceSum(SentenceScore score) implements TextStatistic {

    private static final int SUM = 0;
    private static final int COUNT = 1;

    @Override
    public List<Slot> slots() {
        return List.of(Slot.exactSum("sum"), Slot.counts("count"));
    }

    @Override
    public boolean takesSeveralReferences() {
        return score.takesSeveralReferences();
    }

    @Override
    public void add(Cells cells, int row, Sentence sentence) {
        cells.sum(row, SUM, 0).add(score.of(sentence.prediction(), sentence.references()), sentence.multiplicity());
        cells.count(row, COUNT, 0, sentence.multiplicity());
    }

    static Value mean(Memory memory) {
        return Value.scalar(memory.sum(SUM).dividedBy(memory.count(COUNT)));
    }

    static Value total(Memory memory) {
        return Value.scalar(memory.sum(SUM).doubleValue());
    }
}
