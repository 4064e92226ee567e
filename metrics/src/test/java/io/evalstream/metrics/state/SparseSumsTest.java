package io.evalstream.metrics.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class SparseSumsTest {

    @Test
    void sumsByKeyAreThoseOfExactSums() {
        Random random = new Random(11);
        SparseSums sparse = new SparseSums(new SparseCounts(SparseSums.KEY_WORDS, 1 << 12));
        ExactSum[] exact = {new ExactSum(), new ExactSum()};
        for (int i = 0; i < 500; i++) {
            int which = random.nextInt(2);
            int multiplicity = random.nextInt(7) - 3;
            double one = any(random);
            double other = any(random);
            sparse.add(which, one, multiplicity);
            exact[which].add(one, multiplicity);
            sparse.addProduct(which, one, other, multiplicity);
            exact[which].addProduct(one, other, multiplicity);
            sparse.count(which, 1);
            exact[which].add(1, 1);
        }
        for (int which = 0; which < 2; which++) {
            Dyadic sum = sparse.read().getOrDefault((long) which, Dyadic.ZERO);
            assertThat(sum.compareTo(exact[which].value())).isZero();
        }
    }

    /** A double of any size, the smallest among them. */
    private static double any(Random random) {
        double value = random.nextInt(10) == 0
                ? Double.MIN_VALUE
                : Math.scalb(random.nextDouble(), random.nextInt(2000) - 1000);
        return random.nextBoolean() ? value : -value;
    }
}
