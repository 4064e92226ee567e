package io.evalstream.metrics.laws;

import static org.assertj.core.api.Assertions.assertThat;

import io.evalstream.metrics.metric.Metric;
import io.evalstream.metrics.metric.MetricSet;
import io.evalstream.metrics.metric.Value;
import io.evalstream.metrics.state.Remembered;
import io.evalstream.metrics.state.Slot;
import io.evalstream.metrics.state.State;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

/**
 * What every metric promises, tried on random rows. A law that does not hold throws an {@link AssertionError} that says
 * which.
 */
public final class Laws {

    private static final int ROWS = 14;
    private static final String NAME = "metric";

    private final MetricSet set;
    private final Random random;
    private final List<Event> events;
    private final State whole;

    public Laws(Metric metric, long seed) {
        set = MetricSet.of(Map.of(NAME, metric));
        random = new Random(seed);
        events = new RandomRows(set.schema(), random).events(ROWS);
        whole = Fold.of(set, events);
    }

    /** All of them. */
    public void hold() {
        nothingSaysNothing();
        anySplitOrderAndTreeHasTheSameBytes();
        mergingIsACommutativeMonoid();
        bytesSayAllThatAStateRemembers();
        whatIsRetractedIsForgotten();
        aMultiplicityIsSoManyRows();
        statesOfOneBatchDoNotTouchEachOther();
        valuesFollowFromStates();
    }

    private void nothingSaysNothing() {
        State empty = set.layout().newState();
        assertThat(empty.isEmpty()).as("a new state is empty").isTrue();
        assertThat(value(empty))
                .as("the value of no row")
                .isInstanceOfSatisfying(
                        Value.Undefined.class,
                        undefined -> assertThat(undefined.code()).isEqualTo(Value.Code.EMPTY));
        assertSame("folding no row", Fold.of(set, List.of()), empty);
    }

    private void anySplitOrderAndTreeHasTheSameBytes() {
        for (int i = 0; i < 4; i++) {
            List<Event> shuffled = shuffled(events);
            assertSame("another order of the rows", Fold.of(set, shuffled), whole);
            assertSame("a split into parts, merged as a tree", tree(parts(shuffled)), whole);
        }
    }

    private void mergingIsACommutativeMonoid() {
        State a = Fold.of(set, events.subList(0, 3));
        State b = Fold.of(set, events.subList(3, 8));
        State c = Fold.of(set, events.subList(8, ROWS));
        assertSame("a + b = b + a", merged(a, b), merged(b, a));
        assertSame("(a + b) + c = a + (b + c)", merged(merged(a, b), c), merged(a, merged(b, c)));
        State empty = set.layout().newState();
        assertSame("a + nothing = a", merged(a, empty), a);
        assertSame("nothing + a = a", merged(empty, a), a);
    }

    private void bytesSayAllThatAStateRemembers() {
        State read = set.layout().newState();
        read.mergeBytes(whole.toBytes());
        assertSame("a state read from its bytes", read, whole);
        State byBytes = Fold.of(set, events.subList(0, 5));
        State byState = byBytes.copy();
        byBytes.mergeBytes(whole.toBytes());
        byState.merge(whole);
        assertSame("merging bytes and merging the state", byBytes, byState);
        State cleared = whole.copy();
        cleared.clear();
        assertThat(cleared.isEmpty()).as("a cleared state is empty").isTrue();
        assertSame("a cleared state", cleared, set.layout().newState());
    }

    private void whatIsRetractedIsForgotten() {
        List<Event> kept = events.subList(0, 6);
        List<Event> history = new ArrayList<>(events);
        events.subList(6, ROWS).forEach(event -> history.add(event.retracted()));
        State without = Fold.of(set, kept);
        for (int i = 0; i < 4; i++) {
            // Also before it was added: a partial may hold the retraction alone.
            State after = tree(parts(shuffled(history)));
            assertThat(Remembered.same(after, without))
                    .as(() -> "a state after retractions, in any order, is the state without those rows; other slots: "
                            + Remembered.differences(after, without))
                    .isTrue();
            assertThat(value(after))
                    .as("the value after retractions is the value without those rows")
                    .satisfiesAnyOf(
                            value -> assertThat(value).isEqualTo(value(without)),
                            // An extremum that was taken back is not known any more.
                            value -> assertThat(hasExtremum()).isTrue(),
                            // A cap counts the keys ever touched, those of retracted rows among them.
                            value -> assertThat(isOverflow(value)).isTrue());
            State again = after.copy();
            kept.forEach(event -> again.merge(Fold.of(set, List.of(event.retracted()))));
            assertThat(Remembered.same(again, set.layout().newState()))
                    .as("a state after all was retracted remembers nothing")
                    .isTrue();
            assertThat(value(again)).as("the value after all was retracted").isInstanceOf(Value.Undefined.class);
        }
    }

    private static boolean isOverflow(Value value) {
        return value instanceof Value.Undefined undefined && undefined.code() == Value.Code.OVERFLOW;
    }

    private void aMultiplicityIsSoManyRows() {
        List<Event> thrice = new ArrayList<>();
        List<Event> once = new ArrayList<>();
        for (Event event : events) {
            thrice.add(new Event(event.row(), 3, event.time(), event.sequence()));
            once.addAll(List.of(event, event, event));
        }
        assertSame("rows of multiplicity 3, and the rows three times", Fold.of(set, thrice), Fold.of(set, once));
    }

    private void statesOfOneBatchDoNotTouchEachOther() {
        int[] owners = random.ints(ROWS, 0, 3).toArray();
        List<State> together = Fold.into(set, events, owners, 3);
        for (int state = 0; state < 3; state++) {
            List<Event> own = new ArrayList<>();
            for (int i = 0; i < ROWS; i++) {
                if (owners[i] == state) {
                    own.add(events.get(i));
                }
            }
            assertSame("a state folded beside others, and alone", together.get(state), Fold.of(set, own));
        }
    }

    private void valuesFollowFromStates() {
        State before = whole.copy();
        Value value = value(whole);
        assertThat(value(whole)).as("the value read twice").isEqualTo(value);
        assertSame("a state after it was read", whole, before);
        State sameRows = tree(parts(shuffled(events)));
        assertThat(value(sameRows)).as("the value of an equal state").isEqualTo(value);
        for (Event event : events) {
            assertThat(value(Fold.of(set, List.of(event))))
                    .as("the value of one row")
                    .isNotNull();
        }
    }

    private boolean hasExtremum() {
        return set.layout().places().stream().anyMatch(place -> place.slot() instanceof Slot.Extremum);
    }

    private Value value(State state) {
        return Objects.requireNonNull(set.compute(state).get(NAME));
    }

    private List<Event> shuffled(List<Event> list) {
        List<Event> copy = new ArrayList<>(list);
        Collections.shuffle(copy, random);
        return copy;
    }

    /** States of stretches of random length, some of them empty. */
    private List<State> parts(List<Event> list) {
        List<State> parts = new ArrayList<>();
        for (int from = 0; from < list.size(); ) {
            int end = Math.min(list.size(), from + random.nextInt(5));
            parts.add(Fold.of(set, list.subList(from, end)));
            from = end;
        }
        return parts;
    }

    /** All parts merged in a random tree. */
    private State tree(List<State> parts) {
        List<State> left = new ArrayList<>(parts);
        while (left.size() > 1) {
            State one = left.remove(random.nextInt(left.size()));
            State other = left.remove(random.nextInt(left.size()));
            one.merge(other);
            left.add(one);
        }
        return left.isEmpty() ? set.layout().newState() : left.get(0);
    }

    private static State merged(State left, State right) {
        State copy = left.copy();
        copy.merge(right);
        return copy;
    }

    private static void assertSame(String law, State actual, State expected) {
        assertThat(actual.toBytes())
                .as(() -> law + " must have the same bytes; slots that differ: "
                        + Remembered.differences(actual, expected))
                .isEqualTo(expected.toBytes());
    }
}
