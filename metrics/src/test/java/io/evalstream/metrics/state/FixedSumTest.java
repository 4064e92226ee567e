package io.evalstream.metrics.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FixedSumTest {

    private static final int BITS = 20;
    private static final Slot WIDE = Slot.fixedSums("wide", BITS, 2);

    private final Layout layout = Layout.of("s", List.of(Slot.counts("rows"), WIDE));
    private final int at = layout.find("s/wide").offset();

    /** A product that is added. */
    private record Term(long a, long b) {}

    @Test
    void sumsOfProductsAreThoseOfBigIntegers() {
        State state = layout.newState();
        BigInteger expected = BigInteger.ZERO;
        for (Term term : terms(1000)) {
            FixedSum.addProduct(state.words(), at + FixedSum.WORDS, term.a(), term.b());
            expected = expected.add(BigInteger.valueOf(term.a()).multiply(BigInteger.valueOf(term.b())));
            assertThat(read(state, 1)).isEqualTo(new Dyadic(expected, -BITS));
        }
        assertThat(read(state, 0).signum()).as("its neighbour is left alone").isZero();
    }

    @Test
    void anyOrderAndSplitHasTheSameBytes() {
        List<Term> terms = terms(500);
        byte[] inOrder = of(terms).toBytes();
        for (int seed = 0; seed < 20; seed++) {
            Collections.shuffle(terms, new Random(seed));
            State merged = of(terms.subList(0, 17 * seed));
            merged.merge(of(terms.subList(17 * seed, 400)));
            merged.mergeBytes(of(terms.subList(400, 500)).toBytes());
            assertThat(merged.toBytes()).isEqualTo(inOrder);
        }
    }

    @Test
    void whatIsTakenBackLeavesNothing() {
        List<Term> terms = terms(100);
        State state = of(terms);
        assertThat(state.isEmpty()).isFalse();
        for (Term term : terms) {
            FixedSum.addProduct(state.words(), at, -term.a(), term.b());
        }
        assertThat(state.isEmpty()).isTrue();
        assertThat(state).isEqualTo(layout.newState());
    }

    @Test
    void unitsOfBothSignsCarryIntoTheHighHalf() {
        State state = layout.newState();
        FixedSum.add(state.words(), at, -1);
        assertThat(read(state, 0)).isEqualTo(new Dyadic(BigInteger.ONE.negate(), -BITS));
        FixedSum.add(state.words(), at, 3);
        assertThat(read(state, 0)).isEqualTo(new Dyadic(BigInteger.TWO, -BITS));
        for (int i = 0; i < 4; i++) {
            FixedSum.add(state.words(), at, Long.MAX_VALUE);
        }
        assertThat(read(state, 0).significand())
                .isEqualTo(BigInteger.ONE.shiftLeft(65).subtract(BigInteger.TWO));
    }

    @Test
    void bytesWithTooManySumsAndBitsThatDoNotFitAreRefused() {
        byte[] six = Layout.of("s", List.of(Slot.fixedSums("wide", BITS, 2, 3)))
                .newState()
                .toBytes();
        State two = Layout.of("s", List.of(WIDE)).newState();
        assertThatThrownBy(() -> two.mergeBytes(six))
                .hasRootCauseMessage(
                        "a run of 5 fixed sums was found where 1 are left; the bytes are not those of this layout");
        assertThatThrownBy(() -> Slot.fixedSums("wide", 127, 2)).hasMessageContaining("127 bits");
    }

    private State of(List<Term> terms) {
        State state = layout.newState();
        for (Term term : terms) {
            FixedSum.addProduct(state.words(), at, term.a(), term.b());
        }
        return state;
    }

    private Dyadic read(State state, int index) {
        return new Memory(state, "s", List.of(WIDE)).sum(0, index);
    }

    /** Products of numbers of any length up to 58 bits each, so that their sum has room. */
    private static List<Term> terms(int count) {
        Random random = new Random(31);
        List<Term> terms = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            terms.add(new Term(random.nextLong() >> (6 + random.nextInt(58)), random.nextLong() >> 6));
        }
        return terms;
    }
}
