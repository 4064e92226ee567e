package io.evalstream.metrics.image;

import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Cells;
import io.evalstream.metrics.batch.Domain;
import io.evalstream.metrics.batch.Expression;
import io.evalstream.metrics.batch.Kernel;
import io.evalstream.metrics.batch.Kernel.Addition;
import io.evalstream.metrics.batch.NumberColumn;
import io.evalstream.metrics.batch.Rejection;
import io.evalstream.metrics.batch.Requirement;
import io.evalstream.metrics.batch.Row;
import io.evalstream.metrics.batch.Statistic;
import io.evalstream.metrics.metric.Parameter;
import io.evalstream.metrics.state.Memory;
import io.evalstream.metrics.state.Slot;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The number of rows that are real, or of those that are not, the sums of their features, and the sums of the products of
 * every two features, of which only the pairs with {@code i ≤ j} are kept, row by row. A feature is rounded to a multiple of
 * 2^−bits.
 *
 * @param width number of features
 * @param bits bits after the point of a feature; a product has twice as many
 * @param real which rows count
 */
record FeatureMoments(int width, int bits, boolean real) implements Statistic {

    static final Parameter BITS = Parameter.integer(
                    "feature_bits",
                    24,
                    "features are rounded to multiples of 2^-feature_bits; their magnitude is at most"
                            + " 2^(43 - feature_bits)")
            .within(0, 40);

    private static final int COUNT = 0;
    private static final int SUMS = 1;
    private static final int PRODUCTS = 2;

    /** Bits of a feature's magnitude, so that 2^40 products have room in 128. */
    private static final int MAGNITUDE_BITS = 43;

    @Override
    public List<Slot> slots() {
        return List.of(
                Slot.counts("count"),
                Slot.fixedSums("sums", bits, width),
                Slot.fixedSums("products", 2 * bits, width * (width + 1) / 2));
    }

    @Override
    public List<Requirement> requirements() {
        return Features.requirements(
                width,
                new Domain.Bounded(
                        Math.scalb(1.0, MAGNITUDE_BITS - bits), "scale features, or give fewer `feature_bits`"));
    }

    @Override
    public @Nullable Rejection check(Row row) {
        return Features.check(row);
    }

    @Override
    public void update(Batch batch, Cells cells) {
        NumberColumn features = batch.numbers(Features.FEATURES);
        NumberColumn marks = batch.numbers(Features.REAL);
        ProductSums sums = new ProductSums(width, cells.offset(SUMS), cells.offset(PRODUCTS));
        // Rows of one state one after another, since such are gathered; any order gives the same sums.
        IdentityHashMap<long[], List<Integer>> byState = new IdentityHashMap<>();
        for (int row = 0; row < batch.size(); row++) {
            if ((marks.scalar(row) != 0) == real) {
                cells.count(row, COUNT, 0, batch.multiplicity(row));
                byState.computeIfAbsent(cells.words(row), any -> new ArrayList<>())
                        .add(row);
            }
        }
        byState.forEach(
                (words, rows) -> rows.forEach(row -> sums.add(words, units(features, row), batch.multiplicity(row))));
        sums.flush();
    }

    @Override
    public Kernel kernel() {
        Expression features = new Expression.Vectors(Features.FEATURES, width, Expression.Axis.FIRST);
        Expression units =
                new Expression.Rounded(new Expression.Wide(features).times(new Expression.Constant(1L << bits)));
        Expression counted = new Expression.Whole(Features.REAL).isEqual(new Expression.Constant(real ? 1 : 0));
        return Kernel.byRow(
                Addition.count(COUNT, 0, counted),
                Addition.units(SUMS, width, units, counted),
                Addition.products(PRODUCTS, width, units, counted));
    }

    private long[] units(NumberColumn features, int row) {
        long[] units = new long[width];
        for (int i = 0; i < width; i++) {
            // Multiplying by a power of two is exact, so that only the rounding rounds.
            units[i] = (long) Math.rint(Math.scalb(features.values()[features.start(row) + i], bits));
        }
        return units;
    }

    static long count(Memory memory) {
        return memory.count(COUNT);
    }

    /** The mean of each feature, rounded once. */
    double[] means(Memory memory) {
        double[] means = new double[width];
        for (int i = 0; i < width; i++) {
            means[i] = memory.sum(SUMS, i).dividedBy(count(memory));
        }
        return means;
    }

    /** The unbiased covariances, of at least two rows; formed exactly, so that no offset of the features harms them. */
    double[][] covariances(Memory memory) {
        BigInteger rows = BigInteger.valueOf(count(memory));
        BigInteger[] sums = new BigInteger[width];
        for (int i = 0; i < width; i++) {
            sums[i] = memory.sum(SUMS, i).significand();
        }
        double scale = Math.scalb(1.0, -2 * bits);
        double pairs = rows.multiply(rows.subtract(BigInteger.ONE)).doubleValue();
        double[][] covariances = new double[width][width];
        int at = 0;
        for (int i = 0; i < width; i++) {
            for (int j = i; j < width; j++) {
                BigInteger product = memory.sum(PRODUCTS, at++).significand();
                BigInteger centred = rows.multiply(product).subtract(sums[i].multiply(sums[j]));
                covariances[i][j] = centred.doubleValue() * scale / pairs;
                covariances[j][i] = covariances[i][j];
            }
        }
        return covariances;
    }
}
