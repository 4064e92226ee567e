package io.evalstream.metrics.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.evalstream.metrics.state.FixedSum;
import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ProductSumsTest {

    private static final int WIDTH = 3;
    private static final int PAIRS = 6;

    @Test
    void gatheredOrNotTheSumsAreThoseOfBigIntegers() {
        for (int bits : new int[] {8, 30, 43}) {
            Random random = new Random(bits);
            long[][] states = new long[2][FixedSum.WORDS * (WIDTH + PAIRS)];
            BigInteger[][] expected = new BigInteger[2][WIDTH + PAIRS];
            for (BigInteger[] sums : expected) {
                java.util.Arrays.fill(sums, BigInteger.ZERO);
            }
            ProductSums products = new ProductSums(WIDTH, 0, FixedSum.WORDS * WIDTH);
            for (int row = 0; row < 500; row++) {
                // Long runs of one state, and short ones.
                int state = row < 300 ? row / 150 : random.nextInt(2);
                long[] vector =
                        random.longs(WIDTH, -(1L << bits), (1L << bits) + 1).toArray();
                long multiplicity = random.nextLong(-2, 3);
                products.add(states[state], vector, multiplicity);
                addTo(expected[state], vector, multiplicity);
            }
            products.flush();
            for (int state = 0; state < 2; state++) {
                for (int i = 0; i < WIDTH + PAIRS; i++) {
                    assertThat(FixedSum.value(states[state], FixedSum.WORDS * i, 0)
                                    .significand())
                            .as(bits + " bits, element " + i)
                            .isEqualTo(expected[state][i]);
                }
            }
        }
    }

    private static void addTo(BigInteger[] sums, long[] vector, long multiplicity) {
        int pair = WIDTH;
        for (int i = 0; i < WIDTH; i++) {
            BigInteger weighted = BigInteger.valueOf(vector[i]).multiply(BigInteger.valueOf(multiplicity));
            sums[i] = sums[i].add(weighted);
            for (int j = i; j < WIDTH; j++) {
                sums[pair] = sums[pair].add(weighted.multiply(BigInteger.valueOf(vector[j])));
                pair++;
            }
        }
    }
}
