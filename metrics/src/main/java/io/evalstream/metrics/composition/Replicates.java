package io.evalstream.metrics.composition;

import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Cells;
import io.evalstream.metrics.batch.Device;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.Population;
import io.evalstream.metrics.batch.Rejection;
import io.evalstream.metrics.batch.Requirement;
import io.evalstream.metrics.batch.Row;
import io.evalstream.metrics.batch.Statistic;
import io.evalstream.metrics.state.Memory;
import io.evalstream.metrics.state.Slot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a statistic remembers of each replicate of a bootstrap, one after another. */
record Replicates(Statistic statistic, Resampling resampling) implements Statistic {

    @Override
    public List<Slot> slots() {
        List<Slot> slots = new ArrayList<>();
        for (int replicate = 0; replicate < resampling.replicates(); replicate++) {
            for (Slot slot : statistic.slots()) {
                slots.add(slot.named(slot.name() + "_" + replicate));
            }
        }
        return slots;
    }

    @Override
    public List<Requirement> requirements() {
        return statistic.requirements();
    }

    @Override
    public Population population() {
        return statistic.population();
    }

    @Override
    public @Nullable Rejection check(Row row) {
        return statistic.check(row);
    }

    @Override
    public boolean keepsRowsApart() {
        return statistic.keepsRowsApart();
    }

    /** What is remembered of one replicate. */
    Memory of(int replicate, Memory memory) {
        int slots = statistic.slots().size();
        return memory.part(replicate * slots, slots);
    }

    @Override
    public Statistic on(Device device) {
        return new Replicates(statistic.on(device), resampling);
    }

    @Override
    public void update(Batch batch, Cells cells) {
        int slots = statistic.slots().size();
        long[] units = units(batch);
        int[] rows = new int[batch.size()];
        int[] times = new int[batch.size()];
        for (int replicate = 0; replicate < resampling.replicates(); replicate++) {
            int drawn = 0;
            for (int row = 0; row < units.length; row++) {
                int often = resampling.times(units[row], replicate);
                if (often > 0) {
                    rows[drawn] = row;
                    times[drawn++] = often;
                }
            }
            // A row that was not drawn must leave no trace, not even a key with a count of zero.
            int[] picked = Arrays.copyOf(rows, drawn);
            statistic.update(batch.pick(picked, times), cells.part(replicate * slots, slots, picked));
        }
    }

    /** What is drawn as one: a query with its documents, or a row, by the hash of its id. */
    private long[] units(Batch batch) {
        boolean queries = requirements().stream()
                .anyMatch(requirement -> requirement.input().equals(Input.INDEXES) && !requirement.optional());
        long[] units = new long[batch.size()];
        for (int row = 0; row < units.length; row++) {
            units[row] = queries ? (long) batch.numbers(Input.INDEXES).scalar(row) : batch.sequence(row);
        }
        return units;
    }
}
