package io.evalstream.metrics.composition;

import io.evalstream.metrics.metric.Arguments;
import io.evalstream.metrics.metric.History;
import io.evalstream.metrics.metric.Metric;
import io.evalstream.metrics.metric.MetricDefinition;
import io.evalstream.metrics.metric.MetricSet;
import io.evalstream.metrics.metric.Parameter;
import io.evalstream.metrics.metric.Value;
import io.evalstream.metrics.state.Memory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A metric with a confidence interval from replicates of its rows. */
final class Bootstrap {

    private static final int MOST = 100;
    private static final int LEAST = 20;
    /** Bytes that the replicates of one metric may take where their number is not given. */
    private static final long BUDGET = 16L << 20;

    private Bootstrap() {}

    static MetricDefinition definition() {
        return MetricDefinition.of("bootstrap", Bootstrap::create)
                .torchMetrics("BootStrapper")
                .summary(
                        "A metric with a confidence interval, from replicates in which each row counts a random number of"
                                + " times.")
                .formula("value of all rows, its interval between quantiles of the replicates' values; in a replicate a"
                        + " row (for retrieval, a query) counts Poisson(1) times, by a hash of seed, prediction id and"
                        + " replicate, so that a replay gives the same")
                .undefinedWhen("the metric is; there is no interval, mean or standard deviation where more than 5 % of"
                        + " the replicates are undefined")
                .parameters(List.of(
                        Parameter.of("base_metric", Parameter.Type.METRIC, null, "the metric")
                                .mustBeGiven(),
                        Parameter.integer(
                                        "num_bootstraps",
                                        null,
                                        "how many replicates; 100 where left out, fewer where they would take more than"
                                                + " 16 MiB")
                                .within(2, 10_000),
                        Parameter.flag("mean", true, "mean of the replicates"),
                        Parameter.flag("std", true, "standard deviation of the replicates"),
                        Parameter.of("quantile", Parameter.Type.NUMBERS, null, "quantiles of the replicates"),
                        Parameter.flag("raw", false, "the replicates' values themselves"),
                        Parameter.choice("sampling_strategy", "poisson", "how rows are drawn", "poisson"),
                        Parameter.number("level", 0.95, "confidence level of the interval")
                                .within(0.5, 0.9999),
                        Parameter.integer("seed", 0, "another seed, other replicates")));
    }

    private static Metric create(Arguments arguments) {
        Metric base = OverWindows.ofRows(arguments, "base_metric");
        Resampling resampling = new Resampling(replicates(arguments, base), arguments.integer("seed"));
        Summary summary = new Summary(
                arguments.flag("mean"),
                arguments.flag("std"),
                quantiles(arguments),
                arguments.flag("raw"),
                arguments.number("level"));
        List<Metric.Read> reads = new ArrayList<>(base.reads());
        List<Replicates> replicated = new ArrayList<>();
        for (Metric.Read read : base.reads()) {
            Replicates replicates = new Replicates(read.statistic(), resampling);
            replicated.add(replicates);
            reads.add(new Metric.Read(replicates, read.span()));
        }
        int own = base.reads().size();
        return Metric.asking(arguments.metric(), reads, base.higherIsBetter(), false, (given, memories, history) -> {
            List<Metric.Read> ofBase = given.subList(0, own);
            Value value = base.evaluate(ofBase, memories.subList(0, own), History.NONE);
            if (value instanceof Value.Undefined) {
                return value;
            }
            List<Value> values = new ArrayList<>();
            for (int replicate = 0; replicate < resampling.replicates(); replicate++) {
                List<Memory> drawn = new ArrayList<>();
                for (int i = 0; i < own; i++) {
                    drawn.add(replicated.get(i).of(replicate, memories.get(own + i)));
                }
                values.add(base.evaluate(ofBase, drawn, History.NONE));
            }
            return summary.of(value, values);
        });
    }

    private static List<Double> quantiles(Arguments arguments) {
        List<Double> quantiles = arguments.has("quantile") ? arguments.numbers("quantile") : List.of();
        if (quantiles.stream().anyMatch(quantile -> !(quantile >= 0 && quantile <= 1))) {
            throw arguments.refuse("'quantile' is " + quantiles + "; expected numbers from 0 to 1");
        }
        return quantiles;
    }

    private static int replicates(Arguments arguments, Metric base) {
        Integer given = arguments.integerOrNull("num_bootstraps");
        if (given != null) {
            return given;
        }
        long bytes = MetricSet.of(Map.of(arguments.metric(), base)).layout().bytes();
        long fitting = Math.min(MOST, BUDGET / Math.max(1, bytes));
        if (fitting < LEAST) {
            throw arguments.refuse("one replicate takes " + bytes + " bytes, so that fewer than " + LEAST + " fit into "
                    + BUDGET + "; give 'num_bootstraps', or a bounded form of the metric");
        }
        return (int) fitting;
    }
}
