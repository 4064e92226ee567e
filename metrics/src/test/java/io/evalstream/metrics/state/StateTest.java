package io.evalstream.metrics.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StateTest {

    private static final Slot CELLS = Slot.counts("cells", 40, 40);
    private static final Slot SUM = Slot.exactSum("sum", 2);
    private static final Slot WIDE = Slot.fixedSums("wide", 24, 7, 3);
    private static final Slot LOWEST = Slot.min("lowest", 3);
    private static final Slot HIGHEST = Slot.max("highest");
    private static final Slot SCORES = Slot.sparse("scores", 2, 100);

    private final Layout layout = Layout.of("s", List.of(CELLS, SUM, WIDE, LOWEST, HIGHEST, SCORES));

    @Test
    void anEmptyStateTakesAFewBytes() {
        assertThat(layout.newState().isEmpty()).isTrue();
        // Runs of 1600 counts, 21 wide sums, 6 and 2 words; one byte for each sum and for the map.
        assertThat(layout.newState().toBytes()).hasSize(3 + 2 + 3 + 2 + 2 + 1);
    }

    @Test
    void bytesRoundTripForRunsOfAnyLength() {
        for (int seed = 0; seed < 30; seed++) {
            State state = random(seed);
            State read = layout.newState();
            read.mergeBytes(state.toBytes());
            assertThat(read).as("seed " + seed).isEqualTo(state).hasSameHashCodeAs(state);
            read.mergeBytes(random(seed + 1).toBytes());
            state.merge(random(seed + 1));
            assertThat(read.toBytes()).as("seed " + seed).isEqualTo(state.toBytes());
            assertThat(read.copy()).isEqualTo(read).isNotSameAs(read);
        }
    }

    @Test
    void bytesOfAnotherLayoutAreRefused() {
        byte[] tooLong = layout.newState().toBytes();
        Layout narrow = Layout.of("s", List.of(Slot.counts("cells", 3)));
        assertThatThrownBy(() -> narrow.newState().mergeBytes(tooLong))
                .hasRootCauseMessage(
                        "a run of 1599 words was found where 3 are left; the bytes are not those of this layout");
        assertThatThrownBy(() -> layout.newState().mergeBytes(new byte[] {1}))
                .hasMessageContaining("not those of a state of this layout");
    }

    @Test
    void floatSumsAreAddedAsDoublesAre() {
        Layout floats = Layout.of("s", List.of(Slot.floatSums("floats", 3)));
        State one = floats.newState();
        one.words()[0] = Double.doubleToLongBits(0.1);
        State other = floats.newState();
        other.words()[0] = Double.doubleToLongBits(0.2);
        other.words()[2] = Double.doubleToLongBits(-3e300);
        one.merge(other);
        one.mergeBytes(other.toBytes());
        Memory memory = new Memory(one, "s", List.of(Slot.floatSums("floats", 3)));
        assertThat(memory.floatSum(0, 0)).isEqualTo(0.1 + 0.2 + 0.2);
        assertThat(memory.floatSum(0, 1)).isZero();
        assertThat(memory.floatSum(0, 2)).isEqualTo(-6e300);
        assertThat(memory.isEmpty()).isFalse();
    }

    @Test
    void slotsAreCarriedOverByPath() {
        State old = random(3);
        Slot added = Slot.counts("added", 2);
        Layout next = Layout.of("s", List.of(SCORES, HIGHEST, added, WIDE, SUM, CELLS));
        State adopted = next.newState();
        adopted.adopt(old);
        assertThat(adopted.isEmpty(next.find("s/added")))
                .as("an added slot is empty")
                .isTrue();
        State back = Layout.of("s", List.of(CELLS, SUM, WIDE, HIGHEST, SCORES)).newState();
        back.adopt(adopted);
        State expected = back.layout().newState();
        expected.adopt(old);
        assertThat(back).isEqualTo(expected);
        assertThat(back.isEmpty()).isFalse();
    }

    @Test
    void aChangedSlotIsRefusedWithTheRemedy() {
        State old = random(4);
        for (Slot changed :
                List.of(Slot.counts("cells", 40), Slot.exactSum("cells", 40, 40), Slot.sparse("cells", 2, 100))) {
            assertThatThrownBy(() -> Layout.of("s", List.of(changed)).newState().adopt(old))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("slot 's/cells' was stored as counts[40, 40] and is now ")
                    .hasMessageContaining("give the changed slot a new name, or start the plan under a new version");
        }
        assertThatThrownBy(() -> Layout.of("s", List.of(Slot.max("lowest", 3)))
                        .newState()
                        .adopt(old))
                .hasMessageContaining("min[3]");
    }

    @Test
    void twoSlotsOfOneNameAreRefused() {
        assertThatThrownBy(() -> Layout.of("s", List.of(HIGHEST, HIGHEST))).hasMessageContaining("two slots named");
        assertThatThrownBy(() -> layout.find("s/none")).hasMessageContaining("no slot 's/none'");
        assertThatThrownBy(() -> Slot.counts("c", 0)).hasMessageContaining("at least 1");
        assertThatThrownBy(() -> Slot.sparse("c", 0, 5)).hasMessageContaining("at least 1");
    }

    @Test
    void anExtremumThatWasTakenBackCannotBeRead() {
        State state = layout.newState();
        Memory memory = new Memory(state, "s", List.of(LOWEST, HIGHEST));
        int lowest = layout.find("s/lowest").offset();
        int highest = layout.find("s/highest").offset();
        assertThat(memory.hasExtremum(1, 0)).isFalse();
        state.words()[highest] = OrderedBits.of(-2.5);
        state.words()[lowest + 2] = OrderedBits.of(1);
        state.words()[highest + 1] = OrderedBits.of(-3);
        assertThat(memory.extremum(1, 0)).as("a smaller one was retracted").isEqualTo(-2.5);
        assertThat(memory.extremum(0, 1)).isEqualTo(1);
        assertThat(memory.hasExtremum(0, 0)).isFalse();
        state.words()[highest + 1] = OrderedBits.of(-2.5);
        assertThatThrownBy(() -> memory.extremum(1, 0))
                .isInstanceOfSatisfying(
                        Unreadable.class, thrown -> assertThat(thrown.code()).isEqualTo(Unreadable.Code.RETRACTED));
    }

    @Test
    void aSumOfNaNAndAFullMapCannotBeRead() {
        State state = layout.newState();
        Memory memory = new Memory(state, "s", List.of(SUM, SCORES));
        assertThat(memory.isEmpty()).isTrue();
        state.map(0).add(new long[] {0, 0}, 0, 1);
        assertThat(memory.isEmpty()).isFalse();
        state.map(0).add(new long[] {0, 0}, 0, -1);
        assertThat(memory.isEmpty()).as("what was taken back is not remembered").isTrue();
        assertThat(state.isEmpty()).as("its key is").isFalse();
        state.sum(1).add(Double.NaN, 1);
        assertThat(memory.sum(0).signum()).isZero();
        assertThat(memory.isEmpty()).isFalse();
        assertThatThrownBy(() -> memory.sum(0, 1)).hasMessageContaining("'sum' has 1 NaN");
        for (long key = 0; key <= 100; key++) {
            state.map(0).add(new long[] {key, 0}, 0, 1);
        }
        assertThatThrownBy(() -> memory.map(1)).hasMessageContaining("more than 100 distinct keys in 'scores'");
    }

    private State random(long seed) {
        Random random = new Random(seed);
        State state = layout.newState();
        int cells = layout.find("s/cells").offset();
        for (int i = 0; i < 1600; i++) {
            // Stretches of zeros, single zeros, and counts of both signs, up to the largest.
            if (random.nextInt(40) < seed % 40) {
                state.words()[cells + i] = random.nextInt(9) == 0 ? random.nextLong() : random.nextLong(5) - 2;
            }
        }
        state.sum(0).add(random.nextGaussian(), 1);
        state.sum(1).addProduct(random.nextGaussian(), 1e-200, -2);
        int wide = layout.find("s/wide").offset();
        for (int i = 0; i < WIDE.size(); i++) {
            if (random.nextInt(3) > 0) {
                FixedSum.addProduct(
                        state.words(), wide + FixedSum.WORDS * i, random.nextLong(), random.nextLong() >> seed);
            }
        }
        for (Slot slot : List.of(LOWEST, HIGHEST)) {
            int at = layout.find("s/" + slot.name()).offset();
            state.words()[at] = OrderedBits.of(random.nextGaussian());
        }
        for (int i = 0; i < 20; i++) {
            state.map(0).add(new long[] {random.nextLong(), random.nextInt(3)}, 0, random.nextLong(3) - 1);
        }
        return state;
    }
}
