package io.evalstream.metrics.torch;

import io.evalstream.metrics.batch.Kernel;
import io.evalstream.metrics.batch.Statistic;
import io.evalstream.metrics.state.ExactSum;
import io.evalstream.metrics.state.FixedSum;
import io.evalstream.metrics.state.Layout;
import io.evalstream.metrics.state.Slot;
import io.evalstream.metrics.state.State;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Where slots lie in a row of a table of tensors. A count is a word. An exact sum is its digits, which are not carried, and
 * counters of NaN, positive and negative infinity. A fixed sum is two digits of 32 bits, which are not carried either, and
 * the word above them.
 */
final class WordMap {

    static final int SUM_WORDS = ExactSum.PLACES + 3;

    private final Map<Integer, Layout.Place> places = new LinkedHashMap<>();
    private final Map<String, Integer> firsts = new TreeMap<>();
    private int words;

    private WordMap() {}

    /** The slots that the kernels of some statistics add to. */
    static WordMap ofKernels(Layout layout, Iterable<Statistic> statistics) {
        WordMap map = new WordMap();
        for (Statistic statistic : statistics) {
            Kernel kernel = statistic.kernel();
            if (kernel != null) {
                for (Kernel.Addition addition : kernel.additions()) {
                    Slot slot = statistic.slots().get(addition.slot());
                    map.place(layout.find(Layout.path(statistic.id(), slot)));
                }
            }
        }
        return map;
    }

    private void place(Layout.Place place) {
        if (!firsts.containsKey(place.path())) {
            places.put(words, place);
            firsts.put(place.path(), words);
            words = Math.addExact(words, Math.multiplyExact(place.slot().size(), wordsOf(place.slot())));
        }
    }

    /** Words of a row; 0 where no statistic has a kernel. */
    int words() {
        return words;
    }

    /** The first word of an element of a slot. */
    int word(Statistic statistic, int slot, int element) {
        Slot of = statistic.slots().get(slot);
        int first = Objects.requireNonNull(firsts.get(Layout.path(statistic.id(), of)));
        return first + element * wordsOf(of);
    }

    /**
     * Adds words to a state.
     *
     * @param numbers begins with the places of the words, rising
     * @param count number of the words
     * @param from where their values begin
     */
    void addTo(State state, long[] numbers, int count, int from) {
        int at = 0;
        for (Map.Entry<Integer, Layout.Place> entry : places.entrySet()) {
            Layout.Place place = entry.getValue();
            int first = entry.getKey();
            int end = first + place.slot().size() * wordsOf(place.slot());
            for (; at < count && numbers[at] < end; at++) {
                long value = numbers[from + at];
                if (value != 0) {
                    add(state, place, (int) numbers[at] - first, value);
                }
            }
        }
    }

    /** Adds what the word of a slot holds. */
    private static void add(State state, Layout.Place place, int within, long value) {
        if (place.slot() instanceof Slot.Counts) {
            state.words()[place.offset() + within] += value;
            return;
        } else if (place.slot() instanceof Slot.FixedSums) {
            int at = place.offset() + FixedSum.WORDS * (within / FixedSum.DIGITS);
            FixedSum.addDigit(state.words(), at, within % FixedSum.DIGITS, value);
            return;
        }
        ExactSum sum = state.sum(place.offset() + within / SUM_WORDS);
        int digit = within % SUM_WORDS;
        switch (digit - ExactSum.PLACES) {
            case 0 -> sum.addNonFinite(value, 0, 0);
            case 1 -> sum.addNonFinite(0, value, 0);
            case 2 -> sum.addNonFinite(0, 0, value);
            default -> sum.addDigit(digit, value);
        }
    }

    private static int wordsOf(Slot slot) {
        if (slot instanceof Slot.Counts) {
            return 1;
        } else if (slot instanceof Slot.ExactSums) {
            return SUM_WORDS;
        } else if (slot instanceof Slot.FixedSums) {
            return FixedSum.DIGITS;
        }
        throw new IllegalArgumentException(
                "the slot " + slot + " was to lie in a tensor; expected counts, exact or fixed sums");
    }
}
