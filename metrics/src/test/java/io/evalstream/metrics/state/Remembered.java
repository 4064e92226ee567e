package io.evalstream.metrics.state;

import java.util.ArrayList;
import java.util.List;

/**
 * What a state still remembers when the traces of retracted rows are left out, for comparing a state from which rows were
 * retracted with one that never had them. Two traces remain by design: a sparse key whose count came back to zero stays,
 * so that the cap does not depend on the order; and an extremum cannot be taken back, so both the extremum of the added
 * values and that of the retracted stay.
 *
 * <p>Left out are keys with a count of zero, maps that overflowed, and the elements of extrema that a retracted value
 * reaches, which no metric may read. Of the other elements, the extremum of the added values counts.
 */
public final class Remembered {

    private Remembered() {}

    /** True where both states remember the same; an element left out of the first is left out of the second too. */
    public static boolean same(State afterRetraction, State without) {
        State mine = afterRetraction.layout().newState();
        State theirs = afterRetraction.layout().newState();
        for (Layout.Place place : afterRetraction.layout().places()) {
            copy(place, afterRetraction, mine, afterRetraction);
            copy(place, without, theirs, afterRetraction);
        }
        return mine.equals(theirs);
    }

    /** The paths of slots that differ, for the message of a failure. */
    public static List<String> differences(State one, State other) {
        List<String> paths = new ArrayList<>();
        for (Layout.Place place : one.layout().places()) {
            State mine = one.layout().newState();
            State theirs = one.layout().newState();
            copy(place, one, mine, one);
            copy(place, other, theirs, one);
            if (!mine.equals(theirs)) {
                paths.add(place.path());
            }
        }
        return paths;
    }

    private static void copy(Layout.Place place, State from, State to, State retracted) {
        Slot slot = place.slot();
        if (slot instanceof Slot.Sparse) {
            SparseCounts counts = from.map(place.offset());
            if (!retracted.map(place.offset()).overflowed()) {
                counts.forEach((key, at, count) -> {
                    if (count != 0) {
                        to.map(place.offset()).add(key, at, count);
                    }
                });
            }
        } else if (slot instanceof Slot.ExactSums) {
            for (int i = 0; i < slot.size(); i++) {
                to.sum(place.offset() + i).merge(from.sum(place.offset() + i));
            }
        } else if (slot instanceof Slot.Extremum extremum) {
            for (int i = 0; i < slot.size(); i++) {
                int at = place.offset() + i * Slot.Extremum.WORDS;
                if (!isReached(extremum, retracted.words()[at], retracted.words()[at + 1])) {
                    to.words()[at] = from.words()[at];
                }
            }
        } else {
            int words = slot.size() * Layout.wordsOfElement(slot);
            System.arraycopy(from.words(), place.offset(), to.words(), place.offset(), words);
        }
    }

    private static boolean isReached(Slot.Extremum extremum, long added, long retracted) {
        return extremum.merge() == Merge.MIN ? retracted <= added : retracted >= added;
    }
}
