package io.evalstream.metrics.aggregation;

import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Cells;
import io.evalstream.metrics.batch.NumberColumn;
import io.evalstream.metrics.batch.Rejection;
import io.evalstream.metrics.batch.Requirement;
import io.evalstream.metrics.batch.Row;
import io.evalstream.metrics.batch.Statistic;
import io.evalstream.metrics.metric.Arguments;
import io.evalstream.metrics.metric.Metric;
import io.evalstream.metrics.metric.MetricDefinition;
import io.evalstream.metrics.metric.Parameter;
import io.evalstream.metrics.metric.Value;
import io.evalstream.metrics.state.Memory;
import io.evalstream.metrics.state.Slot;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How many numbers fall in each of some bins of equal width. A bin has its lower edge, and the last one its upper edge too, as
 * in NumPy.
 */
record Bins(Source source, NanStrategy nan, double lower, double upper, int bins) implements Statistic {

    private static final int COUNTS = 0;
    private static final int BELOW = 1;
    private static final int ABOVE = 2;
    private static final int NANS = 3;
    private static final int SEEN = 4;

    static MetricDefinition definition() {
        return MetricDefinition.of("histogram", Bins::metric)
                .scikitLearn("numpy.histogram")
                .summary("How many values, scores, residuals or label delays there are in each bin of a range.")
                .formula("counts of lower + i·(upper − lower)/bins ≤ v < lower + (i + 1)·(upper − lower)/bins, the last"
                        + " bin with its upper edge; and how many are below, above, and kept as NaN")
                .parameters(List.of(
                        Source.PARAMETER,
                        Parameter.integer("bins", 10, "number of bins").within(1, 100_000),
                        Parameter.number("lower", 0.0, "lower edge of the first bin"),
                        Parameter.number("upper", 1.0, "upper edge of the last bin"),
                        NanStrategy.PARAMETER));
    }

    private static Metric metric(Arguments arguments) {
        double lower = arguments.number("lower");
        double upper = arguments.number("upper");
        if (!(lower < upper) || Double.isInfinite(upper - lower)) {
            throw arguments.refuse("'lower' is " + lower + " and 'upper' " + upper
                    + "; expected two finite numbers, the smaller one first");
        }
        Bins bins = new Bins(
                arguments.choice("of", Source.class),
                NanStrategy.of(arguments),
                lower,
                upper,
                arguments.integer("bins"));
        return Metric.of(arguments.metric(), bins, null, bins::read);
    }

    @Override
    public List<Slot> slots() {
        return List.of(
                Slot.counts("counts", bins),
                Slot.counts("below"),
                Slot.counts("above"),
                Slot.counts("nans"),
                Slot.counts("seen"));
    }

    @Override
    public List<Requirement> requirements() {
        return source.requirements(nan.domain());
    }

    @Override
    public @Nullable Rejection check(Row row) {
        return source.check(row);
    }

    @Override
    public void update(Batch batch, Cells cells) {
        NumberColumn column = source.column(batch);
        for (int row = 0; row < batch.size(); row++) {
            for (int i = 0; i < column.length(row); i++) {
                double number = nan.taken(source.number(batch, column, row, i));
                cells.count(row, SEEN, 0, batch.multiplicity(row));
                if (number < lower) {
                    cells.count(row, BELOW, 0, batch.multiplicity(row));
                } else if (number > upper) {
                    cells.count(row, ABOVE, 0, batch.multiplicity(row));
                } else if (!Double.isNaN(number)) {
                    cells.count(row, COUNTS, bin(number), batch.multiplicity(row));
                } else if (nan.keeps(number)) {
                    cells.count(row, NANS, 0, batch.multiplicity(row));
                }
            }
        }
    }

    private Value read(Memory memory) {
        double[] edges = new double[bins + 1];
        Arrays.setAll(edges, this::edge);
        Map<String, Value> named = new LinkedHashMap<>();
        named.put("edges", Value.vector(edges));
        named.put(
                "counts",
                Value.vector(
                        Arrays.stream(memory.counts(COUNTS)).asDoubleStream().toArray()));
        named.put("below", Value.scalar((double) memory.count(BELOW)));
        named.put("above", Value.scalar((double) memory.count(ABOVE)));
        named.put("nan", Value.scalar((double) memory.count(NANS)));
        return new Value.Named(named);
    }

    /** The last bin whose lower edge is not above the number; a guess from the width may be off by rounding. */
    private int bin(double number) {
        int bin = (int) Math.min(bins - 1, (number - lower) / (upper - lower) * bins);
        while (bin > 0 && number < edge(bin)) {
            bin--;
        }
        while (bin < bins - 1 && number >= edge(bin + 1)) {
            bin++;
        }
        return bin;
    }

    private double edge(int index) {
        return index == bins ? upper : lower + index * ((upper - lower) / bins);
    }
}
