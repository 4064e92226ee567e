package io.evalstream.metrics.plan;

import io.evalstream.metrics.state.Layout;
import io.evalstream.metrics.state.OrderedBits;
import io.evalstream.metrics.state.Slot;
import io.evalstream.metrics.state.State;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The smallest and the largest event time of what came, which session windows are made of. A prediction that was
 * displaced by an earlier one under the same id still counts here, so that sessions do not depend on the order of arrival.
 */
public final class EventTimes {

    private static final String STATISTIC = "event_time";
    private static final Slot FIRST = Slot.min("first");
    private static final Slot LAST = Slot.max("last");

    private final int first;
    private final int last;

    EventTimes(Layout layout) {
        first = layout.find(Layout.path(STATISTIC, FIRST)).offset();
        last = layout.find(Layout.path(STATISTIC, LAST)).offset();
    }

    static Map<String, Slot> slots() {
        Map<String, Slot> slots = new LinkedHashMap<>();
        List.of(FIRST, LAST).forEach(slot -> slots.put(Layout.path(STATISTIC, slot), slot));
        return slots;
    }

    /** Takes in the event time of something that came. */
    public void add(State state, long time) {
        long[] words = state.words();
        long ordered = OrderedBits.of((double) time);
        words[first] = Math.min(words[first], ordered);
        words[last] = Math.max(words[last], ordered);
    }

    /**
     * From the first to just after the last event time; null where nothing came.
     *
     * @param state one of any layout that has the slots of event times
     */
    public static @Nullable Stretch read(State state) {
        double from = OrderedBits.toDouble(word(state, FIRST));
        double to = OrderedBits.toDouble(word(state, LAST));
        return from <= to ? new Stretch((long) from, (long) to + 1) : null;
    }

    private static long word(State state, Slot slot) {
        Layout.Place place = state.layout().find(Layout.path(STATISTIC, slot));
        return state.words()[place.offset()];
    }
}
