package io.evalstream.metrics.state;

import java.util.Arrays;
import java.util.List;

/**
 * What one statistic remembers in a state, for reading. Slots are named by their index in the statistic's list.
 *
 * <p>Every method that reads a slot throws {@link Unreadable} where the slot does not say the value.
 */
public final class Memory {

    private final State state;
    private final Layout.Place[] places;

    /** Views the slots of the statistic of this identity. */
    public Memory(State state, String statistic, List<Slot> slots) {
        this.state = state;
        this.places = slots.stream()
                .map(slot -> state.layout().find(Layout.path(statistic, slot)))
                .toArray(Layout.Place[]::new);
    }

    private Memory(State state, Layout.Place[] places) {
        this.state = state;
        this.places = places;
    }

    /** What a statistic remembers that this one is made of: so many slots from the first on. */
    public Memory part(int firstSlot, int slotCount) {
        return new Memory(state, Arrays.copyOfRange(places, firstSlot, firstSlot + slotCount));
    }

    /**
     * True where no row is remembered. A map whose counts all came back to zero remembers none, though it keeps its keys.
     */
    public boolean isEmpty() {
        for (Layout.Place place : places) {
            boolean empty = place.slot() instanceof Slot.Sparse
                    ? state.map(place.offset()).isZero()
                    : state.isEmpty(place);
            if (!empty) {
                return false;
            }
        }
        return true;
    }

    public long count(int slot) {
        return count(slot, 0);
    }

    /** The element at the row-major index. */
    public long count(int slot, int index) {
        return state.words()[places[slot].offset() + index];
    }

    /** All elements of a slot of counts, row-major. */
    public long[] counts(int slot) {
        int from = places[slot].offset();
        return Arrays.copyOfRange(
                state.words(), from, from + places[slot].slot().size());
    }

    public Dyadic sum(int slot) {
        return sum(slot, 0);
    }

    /** An exact or a fixed sum; an exact one is unreadable where a term was NaN or infinite. */
    public Dyadic sum(int slot, int index) {
        if (places[slot].slot() instanceof Slot.FixedSums fixed) {
            return FixedSum.value(state.words(), places[slot].offset() + FixedSum.WORDS * index, fixed.bits());
        }
        ExactSum sum = state.sum(places[slot].offset() + index);
        if (!sum.isFinite()) {
            throw new Unreadable(
                    Unreadable.Code.NON_FINITE, "'" + places[slot].slot().name() + "' has " + sum.nonFiniteTerms());
        }
        return sum.value();
    }

    /**
     * Adds an exact sum, terms that were not finite among them, to another. Unlike a reading this always succeeds: a
     * projection carries what cannot be read as well.
     */
    public void addTo(int slot, int index, ExactSum into) {
        into.merge(state.sum(places[slot].offset() + index));
    }

    /** Adds a map to another, which overflows where this one did; see {@link #addTo(int, int, ExactSum)}. */
    public void addTo(int slot, SparseCounts into) {
        into.merge(state.map(places[slot].offset()));
    }

    /** A float sum. */
    public double floatSum(int slot, int index) {
        return Double.longBitsToDouble(state.words()[places[slot].offset() + index]);
    }

    /** Whether the slot's extremum was given any value. */
    public boolean hasExtremum(int slot, int index) {
        Slot.Extremum extremum = (Slot.Extremum) places[slot].slot();
        return state.words()[places[slot].offset() + Slot.Extremum.WORDS * index] != extremum.identity();
    }

    /** The extremum of the values added; unreadable where a retracted value reaches it. */
    public double extremum(int slot, int index) {
        Slot.Extremum extremum = (Slot.Extremum) places[slot].slot();
        int at = places[slot].offset() + Slot.Extremum.WORDS * index;
        long added = state.words()[at];
        long retracted = state.words()[at + 1];
        boolean reached = extremum.merge() == Merge.MIN ? retracted <= added : retracted >= added;
        if (reached && retracted != extremum.identity()) {
            throw new Unreadable(
                    Unreadable.Code.RETRACTED,
                    "extremum retracted: a value as far out as '" + extremum.name() + "' was taken back");
        }
        return OrderedBits.toDouble(added);
    }

    /** Counts by key; unreadable where there were more keys than the cap. */
    public SparseCounts map(int slot) {
        SparseCounts map = state.map(places[slot].offset());
        if (map.overflowed()) {
            throw new Unreadable(
                    Unreadable.Code.OVERFLOW,
                    "more than " + map.cap() + " distinct keys in '"
                            + places[slot].slot().name()
                            + "'; use a bounded form (thresholds=, a sketch), a shorter window or a larger cap");
        }
        return map;
    }
}
