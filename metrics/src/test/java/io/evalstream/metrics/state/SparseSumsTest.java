package io.evalstream.metrics.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SparseSumsTest {

    @ParameterizedTest
    @ValueSource(longs = {81, 82, 83, 84})
    void sumsByKeyAreExactAndTakenBack(long seed) {
        Random random = new Random(seed);
        SparseCounts map = new SparseCounts(SparseSums.KEY_WORDS, 1 << 20);
        SparseSums sums = new SparseSums(map);
        Map<Long, BigDecimal> expected = new TreeMap<>();
        for (int i = 0; i < 200; i++) {
            long key = random.nextInt(5) - 2L;
            double a = anyDouble(random);
            double b = anyDouble(random);
            int multiplicity = random.nextInt(9) - 4;
            double gone = anyDouble(random);
            sums.add(key, gone, 2);
            sums.add(key, a, multiplicity);
            sums.addProduct(key, a, b, multiplicity);
            sums.count(key, multiplicity);
            sums.add(key, gone, -2);
            BigDecimal term = new BigDecimal(a)
                    .add(new BigDecimal(a).multiply(new BigDecimal(b)))
                    .add(BigDecimal.ONE);
            expected.merge(key, term.multiply(BigDecimal.valueOf(multiplicity)), BigDecimal::add);
        }
        Map<Long, Dyadic> read = sums.read();
        expected.forEach((key, sum) -> assertThat(ExactSumTest.decimal(read.getOrDefault(key, Dyadic.ZERO)))
                .as("seed " + seed + ", key " + key)
                .isEqualByComparingTo(sum));
        assertThat(expected.keySet()).containsAll(read.keySet());
    }

    private static double anyDouble(Random random) {
        double value = random.nextBoolean() ? random.nextGaussian() : Double.longBitsToDouble(random.nextLong());
        return Double.isFinite(value) ? value : -Double.MIN_VALUE;
    }
}
