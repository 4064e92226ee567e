package io.evalstream.metrics.state;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The slots of a layout that are wide, as rows of words that add: a table outside of the heap may hold them, while the other
 * slots of a state stay a state of their own.
 *
 * <p>Counts and fixed sums are. A count is a word; a fixed sum is two digits of 32 bits and the word above them, so that
 * 2^31 rows add without a carry. Exact sums are not: they are held banded, in a tenth of the words that they would take
 * in a row.
 */
public final class WideSlots {

    /** From how many elements on a slot is wide. */
    static final int WIDE = 1000;

    private static final long LOW_32 = 0xffffffffL;

    private final Layout layout;
    private final Layout others;
    /** First words of the wide slots in a row, by path. */
    private final Map<String, Integer> firsts = new LinkedHashMap<>();

    private final int words;

    /** Adds to a word of a row. */
    public interface Sink {
        void add(int word, long value);
    }

    public WideSlots(Layout layout) {
        this.layout = layout;
        Map<String, Slot> narrow = new LinkedHashMap<>();
        int next = 0;
        for (Layout.Place place : layout.places()) {
            Slot slot = place.slot();
            if (slot.size() >= WIDE && (slot instanceof Slot.Counts || slot instanceof Slot.FixedSums)) {
                firsts.put(place.path(), next);
                next = Math.addExact(next, Math.multiplyExact(slot.size(), wordsOf(slot)));
            } else {
                narrow.put(place.path(), slot);
            }
        }
        others = Layout.of(narrow);
        words = next;
    }

    /** Words of a row; 0 where no slot is wide. */
    public int words() {
        return words;
    }

    /** The layout of the slots that are not wide. */
    public Layout others() {
        return others;
    }

    /**
     * Takes the bytes of a state apart.
     *
     * @param narrow what the slots that are not wide are merged into
     * @param row what the wide ones are added to
     */
    public void split(byte[] bytes, State narrow, Sink row) {
        ByteInput in = new ByteInput(bytes);
        try {
            for (Layout.Place place : layout.places()) {
                Integer first = firsts.get(place.path());
                if (first == null) {
                    narrow.mergeSlot(in, others.find(place.path()));
                } else if (place.slot() instanceof Slot.FixedSums) {
                    FixedSum.read(in, place.slot().size(), (i, low, high) -> {
                        int at = first + FixedSum.DIGITS * i;
                        row.add(at, low & LOW_32);
                        row.add(at + 1, low >>> 32);
                        row.add(at + 2, high);
                    });
                } else {
                    State.readWords(in, place.slot(), (i, word) -> row.add(first + i, word));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the bytes are not those of a state of this layout", e);
        }
    }

    /** Adds a row to the wide slots of a state of the whole layout. */
    public void addTo(State state, long[] row) {
        long[] into = state.words();
        firsts.forEach((path, first) -> {
            Layout.Place place = layout.find(path);
            int size = place.slot().size();
            if (place.slot() instanceof Slot.FixedSums) {
                for (int i = 0; i < size; i++) {
                    for (int digit = 0; digit < FixedSum.DIGITS; digit++) {
                        int at = place.offset() + FixedSum.WORDS * i;
                        FixedSum.addDigit(into, at, digit, row[first + FixedSum.DIGITS * i + digit]);
                    }
                }
            } else {
                for (int i = 0; i < size; i++) {
                    into[place.offset() + i] += row[first + i];
                }
            }
        });
    }

    private static int wordsOf(Slot slot) {
        return slot instanceof Slot.FixedSums ? FixedSum.DIGITS : 1;
    }
}
