package io.evalstream.metrics.regression;

import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Cells;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.NumberColumn;
import io.evalstream.metrics.state.Dyadic;
import io.evalstream.metrics.state.ExactSum;
import io.evalstream.metrics.state.Memory;
import io.evalstream.metrics.state.OrderedBits;
import io.evalstream.metrics.state.Slot;
import io.evalstream.metrics.state.SparseCounts;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How often each distinct number came, by output: what exact quantiles are read from.
 *
 * @param cap largest number of distinct numbers of an output
 */
record Distinct(Of of, Outputs outputs, int cap) implements PairStatistic {

    /** What is counted. */
    enum Of {
        TARGET,
        ABSOLUTE_ERROR
    }

    @Override
    public List<Slot> slots() {
        return IntStream.range(0, outputs.width())
                .mapToObj(output -> Slot.sparse("numbers_" + output, 1, cap))
                .toList();
    }

    @Override
    public void update(Batch batch, Cells cells) {
        NumberColumn preds = batch.numbers(Input.PREDS);
        NumberColumn targets = batch.numbers(Input.TARGET);
        int stride = outputs.stride();
        for (int row = 0; row < batch.size(); row++) {
            long multiplicity = batch.multiplicity(row);
            for (int i = 0; multiplicity != 0 && i < preds.length(row); i++) {
                double target = targets.values()[targets.start(row) + i];
                double number = of == Of.TARGET ? target : Math.abs(preds.values()[preds.start(row) + i] - target);
                cells.map(row, i * stride).add(OrderedBits.of(number), multiplicity);
            }
        }
    }

    /** The numbers of one output, ascending. */
    static Numbers read(Memory memory, int output) {
        SparseCounts map = memory.map(output);
        double[] values = new double[map.size()];
        long[] counts = new long[map.size()];
        int[] size = {0};
        map.forEachSorted((key, from, count) -> {
            if (count > 0) {
                values[size[0]] = OrderedBits.toDouble(key[from]);
                counts[size[0]++] = count;
            }
        });
        return new Numbers(Arrays.copyOf(values, size[0]), Arrays.copyOf(counts, size[0]));
    }

    /** Distinct numbers, ascending, and how often each came. */
    @SuppressWarnings("ArrayRecordComponent") // lives only within one reading
    record Numbers(double[] values, long[] counts) {

        long total() {
            return Arrays.stream(counts).sum();
        }

        double largest() {
            return values.length == 0 ? Double.NaN : values[values.length - 1];
        }

        Dyadic sum() {
            return sum(0, values.length);
        }

        /** The sum of the numbers at some places. */
        Dyadic sum(int from, int to) {
            ExactSum sum = new ExactSum();
            for (int i = from; i < to; i++) {
                sum.addProduct(values[i], (double) counts[i], 1);
            }
            return sum.value();
        }

        /**
         * The number of rank {@code share · (n − 1)}, from 0, on the line between neighbours where that is not whole; not
         * rounded.
         */
        Dyadic quantile(double share) {
            Dyadic rank = Dyadic.of(share).times(total() - 1);
            BigInteger whole = rank.exponent() < 0
                    ? rank.significand().shiftRight(-rank.exponent())
                    : rank.significand().shiftLeft(rank.exponent());
            Dyadic rest = rank.minus(new Dyadic(whole, 0));
            Dyadic below = Dyadic.of(at(whole.longValueExact()));
            if (rest.signum() == 0) {
                return below;
            }
            Dyadic above = Dyadic.of(at(whole.longValueExact() + 1));
            return below.plus(above.minus(below).times(rest));
        }

        /** The smallest number up to which there is at least a share of all. */
        Dyadic reaching(double share) {
            Dyadic wanted = Dyadic.of(share).times(total());
            long upTo = counts[0];
            int i = 0;
            while (i + 1 < counts.length && Dyadic.of(upTo).compareTo(wanted) < 0) {
                upTo += counts[++i];
            }
            return Dyadic.of(values[i]);
        }

        private double at(long rank) {
            long before = 0;
            for (int i = 0; i < values.length; i++) {
                before += counts[i];
                if (rank < before) {
                    return values[i];
                }
            }
            throw new IllegalArgumentException("rank " + rank + " of " + before + " numbers");
        }
    }
}
