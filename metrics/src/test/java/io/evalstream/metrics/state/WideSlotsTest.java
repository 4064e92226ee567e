package io.evalstream.metrics.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WideSlotsTest {

    private static final int SIZE = WideSlots.WIDE + 7;

    private final Layout layout = Layout.of(
            "s",
            List.of(
                    Slot.counts("few", 3),
                    Slot.counts("many", SIZE),
                    Slot.exactSum("sum", SIZE),
                    Slot.fixedSums("moments", 20, SIZE),
                    Slot.max("largest"),
                    Slot.sparse("map", 1, 100)));
    private final WideSlots wide = new WideSlots(layout);

    @Test
    void wideCountsAndFixedSumsLieInTheRowAndAllElseBesideIt() {
        assertThat(wide.words()).isEqualTo(SIZE + FixedSum.DIGITS * SIZE);
        assertThat(wide.others().places().stream().map(Layout.Place::path))
                .containsExactly("s/few", "s/sum", "s/largest", "s/map");
    }

    @Test
    void aRowAndTheOtherSlotsAreTheMergedStates() {
        Random random = new Random(4);
        State merged = layout.newState();
        State others = wide.others().newState();
        long[] row = new long[wide.words()];
        for (int i = 0; i < 40; i++) {
            byte[] bytes = state(random).toBytes();
            merged.mergeBytes(bytes);
            wide.split(bytes, others, (word, value) -> row[word] += value);
        }
        State whole = layout.newState();
        whole.adopt(others);
        wide.addTo(whole, row);
        assertThat(whole.toBytes()).isEqualTo(merged.toBytes());
    }

    @Test
    void otherBytesAreRefused() {
        byte[] bytes = state(new Random(1)).toBytes();
        assertThatThrownBy(() -> wide.split(
                        Arrays.copyOf(bytes, bytes.length / 2), wide.others().newState(), (word, value) -> {}))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage("the bytes are not those of a state of this layout");
    }

    private State state(Random random) {
        State state = layout.newState();
        long[] words = state.words();
        words[layout.find("s/few").offset()] = random.nextInt(9);
        words[layout.find("s/largest").offset()] = OrderedBits.of(random.nextDouble());
        state.map(layout.find("s/map").offset()).add(random.nextInt(5), 1);
        for (int i = 0; i < SIZE; i += 1 + random.nextInt(30)) {
            words[layout.find("s/many").offset() + i] = random.nextLong();
            state.sum(layout.find("s/sum").offset() + i).add(random.nextGaussian(), 1);
            int at = layout.find("s/moments").offset() + FixedSum.WORDS * i;
            FixedSum.addProduct(words, at, random.nextLong(), random.nextLong());
        }
        return state;
    }
}
