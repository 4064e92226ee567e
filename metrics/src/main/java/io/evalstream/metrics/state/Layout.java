package io.evalstream.metrics.state;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where each slot of a state lies. A slot is identified by its path, {@code statistic/slot}; its place follows from the
 * order of the slots and may change from one version of a plan to the next.
 *
 * <p>Counts, fixed and float sums and extrema share one row of words; exact sums and sparse counts each have an array of their own.
 */
public final class Layout {

    /** A slot, its path, and the index of its first element in the array of its kind. */
    public record Place(String path, Slot slot, int offset) {}

    private final Map<String, Place> places = new LinkedHashMap<>();
    private List<Place> inOrder = List.of();
    private int words;
    private int sums;
    private int maps;

    private Layout() {}

    /** Lays out slots by path, in the order of the map. */
    public static Layout of(Map<String, Slot> slots) {
        Layout layout = new Layout();
        slots.forEach(layout::place);
        layout.inOrder = List.copyOf(layout.places.values());
        return layout;
    }

    /** Lays out the slots of one statistic. */
    public static Layout of(String statistic, List<Slot> slots) {
        Map<String, Slot> byPath = new LinkedHashMap<>();
        for (Slot slot : slots) {
            if (byPath.put(path(statistic, slot), slot) != null) {
                throw new IllegalArgumentException("statistic '" + statistic + "' has two slots named '" + slot.name()
                        + "'; give each its own name");
            }
        }
        return of(byPath);
    }

    public static String path(String statistic, Slot slot) {
        return statistic + "/" + slot.name();
    }

    /** The place of a slot. */
    public Place find(String path) {
        Place place = places.get(path);
        if (place == null) {
            throw new IllegalArgumentException("no slot '" + path + "' in this layout, which has " + places.keySet());
        }
        return place;
    }

    /** The place of a slot, or null where the layout has none at this path. */
    public @Nullable Place findOrNull(String path) {
        return places.get(path);
    }

    /** All places, in order. */
    public List<Place> places() {
        return inOrder;
    }

    public State newState() {
        return new State(this);
    }

    /**
     * Bytes that a state takes in memory before it holds anything sparse: words, and for each exact sum the band that
     * typical data touches.
     */
    public long bytes() {
        return 8L * words + 96L * sums + 256L * maps;
    }

    /** Layouts are equal where they place the same slots, in the same order. */
    @Override
    public boolean equals(Object other) {
        return this == other || (other instanceof Layout layout && inOrder.equals(layout.inOrder));
    }

    @Override
    public int hashCode() {
        return inOrder.hashCode();
    }

    /** Words that an element of a slot takes in the row of words. */
    static int wordsOfElement(Slot slot) {
        if (slot instanceof Slot.Extremum) {
            return Slot.Extremum.WORDS;
        }
        return slot instanceof Slot.FixedSums ? FixedSum.WORDS : 1;
    }

    int words() {
        return words;
    }

    int sums() {
        return sums;
    }

    int maps() {
        return maps;
    }

    private void place(String path, Slot slot) {
        if (slot instanceof Slot.Sparse) {
            places.put(path, new Place(path, slot, maps));
            maps++;
        } else if (slot instanceof Slot.ExactSums exactSums) {
            places.put(path, new Place(path, slot, sums));
            sums = Math.addExact(sums, exactSums.size());
        } else {
            places.put(path, new Place(path, slot, words));
            words = Math.addExact(words, Math.multiplyExact(slot.size(), wordsOfElement(slot)));
        }
    }
}
