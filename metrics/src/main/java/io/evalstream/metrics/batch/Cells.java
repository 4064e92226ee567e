package io.evalstream.metrics.batch;

import io.evalstream.metrics.state.ExactSum;
import io.evalstream.metrics.state.Layout;
import io.evalstream.metrics.state.OrderedBits;
import io.evalstream.metrics.state.Slot;
import io.evalstream.metrics.state.SparseCounts;
import io.evalstream.metrics.state.State;
import java.util.Arrays;
import java.util.List;

/**
 * One statistic's part of the states that the rows of a batch belong to. Slots are named by their index in
 * {@link Statistic#slots()}, rows by their index in the batch.
 */
public final class Cells {

    private final List<Slot> slots;
    private final int[] offsets;
    private State[] states = {};

    Cells(Layout layout, Statistic statistic) {
        slots = statistic.slots();
        offsets = slots.stream()
                .mapToInt(slot -> layout.find(Layout.path(statistic.id(), slot)).offset())
                .toArray();
    }

    private Cells(List<Slot> slots, int[] offsets, State[] states) {
        this.slots = slots;
        this.offsets = offsets;
        this.states = states;
    }

    /**
     * The cells of a statistic that another is made of.
     *
     * @param firstSlot index of its first slot among those of the other
     * @param slotCount how many slots it has
     * @param rows for each row of its batch, the row of the other's batch that it comes from
     */
    public Cells part(int firstSlot, int slotCount, int[] rows) {
        State[] picked = new State[rows.length];
        for (int row = 0; row < rows.length; row++) {
            picked[row] = states[rows[row]];
        }
        return new Cells(
                slots.subList(firstSlot, firstSlot + slotCount),
                Arrays.copyOfRange(offsets, firstSlot, firstSlot + slotCount),
                picked);
    }

    /** Points the rows of the next batch at their states. */
    Cells of(State[] states) {
        this.states = states;
        return this;
    }

    /** The words in which {@link #offset} places counts and fixed sums, for loops that address them directly. */
    public long[] words(int row) {
        return states[row].words();
    }

    /** Where a slot's first element lies in {@link #words}. */
    public int offset(int slot) {
        return offsets[slot];
    }

    /** Adds to a count. */
    public void count(int row, int slot, int index, long amount) {
        states[row].words()[offsets[slot] + index] += amount;
    }

    /** Adds to a float sum. */
    public void add(int row, int slot, int index, double amount) {
        long[] words = states[row].words();
        int at = offsets[slot] + index;
        words[at] = Double.doubleToLongBits(Double.longBitsToDouble(words[at]) + amount);
    }

    public ExactSum sum(int row, int slot, int index) {
        return states[row].sum(offsets[slot] + index);
    }

    public SparseCounts map(int row, int slot) {
        return states[row].map(offsets[slot]);
    }

    /** Takes a value into an extremum, on the side of the added or of the retracted. */
    public void extremum(int row, int slot, int index, double value, long multiplicity) {
        int at = offsets[slot] + 2 * index + (multiplicity < 0 ? 1 : 0);
        long[] words = states[row].words();
        long ordered = OrderedBits.of(value);
        words[at] = switch (slots.get(slot).merge()) {
            case MIN -> Math.min(words[at], ordered);
            case MAX -> Math.max(words[at], ordered);
            case SUM -> throw new IllegalArgumentException("slot " + slots.get(slot) + " is not an extremum");
        };
    }
}
