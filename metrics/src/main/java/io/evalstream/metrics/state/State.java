package io.evalstream.metrics.state;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;

/**
 * What a set of statistics remembers of some rows: a commutative monoid under {@link #merge}, with {@link #isEmpty() the
 * empty state} as its identity. States of the same rows are equal, and have equal bytes, however the rows were split,
 * ordered and merged.
 *
 * <p>Not thread-safe.
 */
public final class State {

    private static final ExactSum[] NO_SUMS = {};
    private static final SparseCounts[] NO_MAPS = {};

    private final Layout layout;
    private final long[] words;
    private final ExactSum[] sums;
    private final SparseCounts[] maps;

    State(Layout layout) {
        this.layout = layout;
        words = new long[layout.words()];
        sums = layout.sums() == 0 ? NO_SUMS : new ExactSum[layout.sums()];
        maps = layout.maps() == 0 ? NO_MAPS : new SparseCounts[layout.maps()];
        Arrays.setAll(sums, i -> new ExactSum());
        for (Layout.Place place : layout.places()) {
            if (place.slot() instanceof Slot.Sparse sparse) {
                maps[place.offset()] = new SparseCounts(sparse.keyWords(), sparse.cap());
            }
        }
        fillIdentities();
    }

    public Layout layout() {
        return layout;
    }

    /** The row of words that holds counts, fixed and float sums and extrema; places are given by the layout. */
    public long[] words() {
        return words;
    }

    public ExactSum sum(int index) {
        return sums[index];
    }

    public SparseCounts map(int index) {
        return maps[index];
    }

    /** Adds what another state of the same layout remembers. */
    public void merge(State other) {
        for (Layout.Place place : layout.places()) {
            mergeSlot(place, other, place);
        }
    }

    /**
     * Takes over what a state of another layout remembers in the slots both have: added slots stay empty, removed ones
     * are forgotten, reordered ones are carried over.
     *
     * @throws IllegalStateException where a slot of the same path changed its shape or its merge
     */
    public void adopt(State other) {
        for (Layout.Place mine : layout.places()) {
            Layout.Place theirs = other.layout.findOrNull(mine.path());
            if (theirs != null) {
                requireSame(theirs, mine);
                mergeSlot(mine, other, theirs);
            }
        }
    }

    /** Refuses a slot that cannot be read as what it was written. */
    static void requireSame(Layout.Place before, Layout.Place now) {
        if (!before.slot().signature().equals(now.slot().signature())) {
            throw new IllegalStateException("slot '" + now.path() + "' was stored as "
                    + before.slot().signature() + " and is now " + now.slot().signature()
                    + "; give the changed slot a new name, or start the plan under a new version");
        }
    }

    /** True where no row was added, or every row was retracted and no slot remembers that it was. */
    public boolean isEmpty() {
        for (Layout.Place place : layout.places()) {
            if (!isEmpty(place)) {
                return false;
            }
        }
        return true;
    }

    /** True where the slot at this place holds its identity. */
    public boolean isEmpty(Layout.Place place) {
        Slot slot = place.slot();
        if (slot instanceof Slot.Sparse) {
            return maps[place.offset()].isUntouched();
        } else if (slot instanceof Slot.ExactSums) {
            for (int i = 0; i < slot.size(); i++) {
                if (!sums[place.offset() + i].isZero()) {
                    return false;
                }
            }
        } else {
            long identity = slot instanceof Slot.Extremum extremum ? extremum.identity() : 0;
            for (int i = place.offset(); i < place.offset() + wordsOf(slot); i++) {
                if (words[i] != identity) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Forgets everything, keeping the memory for the next use. */
    public void clear() {
        Arrays.fill(words, 0);
        for (ExactSum sum : sums) {
            sum.clear();
        }
        for (SparseCounts map : maps) {
            map.clear();
        }
        fillIdentities();
    }

    public State copy() {
        State copy = new State(layout);
        copy.merge(this);
        return copy;
    }

    /** Writes the canonical form: equal states, equal bytes. Runs of empty words take two bytes. */
    public void writeTo(DataOutput out) throws IOException {
        for (Layout.Place place : layout.places()) {
            Slot slot = place.slot();
            if (slot instanceof Slot.Sparse) {
                maps[place.offset()].writeTo(out);
            } else if (slot instanceof Slot.ExactSums) {
                for (int i = 0; i < slot.size(); i++) {
                    sums[place.offset() + i].writeTo(out);
                }
            } else if (slot instanceof Slot.FixedSums) {
                FixedSum.write(out, words, place.offset(), slot.size());
            } else {
                writeWords(out, place);
            }
        }
    }

    /** Merges what {@link #writeTo} of a state with the same layout wrote. */
    public void mergeFrom(DataInput in) throws IOException {
        for (Layout.Place place : layout.places()) {
            mergeSlot(in, place);
        }
    }

    /** Merges what {@link #writeTo} wrote of one slot. */
    void mergeSlot(DataInput in, Layout.Place place) throws IOException {
        Slot slot = place.slot();
        int from = place.offset();
        if (slot instanceof Slot.Sparse) {
            maps[from].mergeFrom(in);
        } else if (slot instanceof Slot.ExactSums) {
            for (int i = 0; i < slot.size(); i++) {
                sums[from + i].mergeFrom(in);
            }
        } else if (slot instanceof Slot.FixedSums) {
            FixedSum.read(in, slot.size(), (i, low, high) -> FixedSum.add(words, from + FixedSum.WORDS * i, low, high));
        } else {
            readWords(in, slot, (i, word) -> words[from + i] = merged(slot, words[from + i], word));
        }
    }

    public byte[] toBytes() {
        ByteOutput bytes = new ByteOutput();
        try {
            writeTo(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return bytes.toByteArray();
    }

    /** Merges the bytes of {@link #toBytes} of a state with the same layout. */
    public void mergeBytes(byte[] bytes) {
        try {
            mergeFrom(new ByteInput(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException("the bytes are not those of a state of this layout", e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof State state && Arrays.equals(toBytes(), state.toBytes());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(toBytes());
    }

    private void mergeSlot(Layout.Place mine, State other, Layout.Place theirs) {
        Slot slot = mine.slot();
        if (slot instanceof Slot.Sparse) {
            maps[mine.offset()].merge(other.maps[theirs.offset()]);
        } else if (slot instanceof Slot.ExactSums) {
            for (int i = 0; i < slot.size(); i++) {
                sums[mine.offset() + i].merge(other.sums[theirs.offset() + i]);
            }
        } else if (slot instanceof Slot.FixedSums) {
            for (int i = 0; i < wordsOf(slot); i += FixedSum.WORDS) {
                int from = theirs.offset() + i;
                FixedSum.add(words, mine.offset() + i, other.words[from], other.words[from + 1]);
            }
        } else {
            for (int i = 0; i < wordsOf(slot); i++) {
                int at = mine.offset() + i;
                words[at] = merged(slot, words[at], other.words[theirs.offset() + i]);
            }
        }
    }

    private void writeWords(DataOutput out, Layout.Place place) throws IOException {
        long identity = place.slot() instanceof Slot.Extremum extremum ? extremum.identity() : 0;
        int end = place.offset() + wordsOf(place.slot());
        for (int i = place.offset(); i < end; ) {
            long difference = words[i] ^ identity;
            Varint.writeSigned(out, difference);
            i++;
            if (difference == 0) {
                int run = 0;
                while (i < end && words[i] == identity) {
                    run++;
                    i++;
                }
                Varint.write(out, run);
            }
        }
    }

    /** Takes the words of a slot that are not empty, by their index within the slot. */
    interface WordSink {
        void take(int index, long word);
    }

    /** Reads the words of a slot, as {@link #writeTo} wrote them. */
    static void readWords(DataInput in, Slot slot, WordSink sink) throws IOException {
        long identity = slot instanceof Slot.Extremum extremum ? extremum.identity() : 0;
        int end = wordsOf(slot);
        for (int i = 0; i < end; ) {
            long difference = Varint.readSigned(in);
            if (difference == 0) {
                long run = Varint.read(in);
                if (run < 0 || run >= end - i) {
                    throw new IOException("a run of " + run + " words was found where " + (end - i) + " are left; the"
                            + " bytes are not those of this layout");
                }
                i += 1 + (int) run;
            } else {
                sink.take(i, difference ^ identity);
                i++;
            }
        }
    }

    private static long merged(Slot slot, long left, long right) {
        return switch (slot.merge()) {
            case SUM -> slot instanceof Slot.FloatSums ? Slot.FloatSums.add(left, right) : left + right;
            case MIN -> Math.min(left, right);
            case MAX -> Math.max(left, right);
        };
    }

    private static int wordsOf(Slot slot) {
        return slot.size() * Layout.wordsOfElement(slot);
    }

    private void fillIdentities() {
        for (Layout.Place place : layout.places()) {
            if (place.slot() instanceof Slot.Extremum extremum) {
                Arrays.fill(words, place.offset(), place.offset() + wordsOf(extremum), extremum.identity());
            }
        }
    }
}
