package io.evalstream.metrics.ranking;

import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Cells;
import io.evalstream.metrics.batch.Domain;
import io.evalstream.metrics.batch.Input;
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
import io.evalstream.metrics.state.Slot;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How often each rank came, for rows that are a query of their own: a score for each class, and the one class that is meant.
 * The rank of the class is the number of classes with a higher score, as in torcheval; classes with equal scores share it.
 */
record TargetRanks(int classes) implements Statistic {

    private static final int RANKS = 0;

    static List<MetricDefinition> definitions() {
        List<Parameter> parameters = List.of(
                Parameter.integer("k", null, "how many of the highest scores are looked at; null for all")
                        .atLeast(1),
                Parameter.integer("num_classes", null, "number of classes")
                        .atLeast(2)
                        .mustBeGiven());
        return List.of(
                MetricDefinition.of("hit_rate", arguments -> metric(arguments, rank -> 1))
                        .summary(
                                "How often the true class is among the k with the highest scores, ties counting as hits.")
                        .formula("mean of 1 where fewer than k classes have a higher score than the true one, else 0"
                                + " (torcheval's hit_rate)")
                        .parameters(parameters),
                MetricDefinition.of("reciprocal_rank", arguments -> metric(arguments, rank -> 1.0 / (rank + 1)))
                        .summary("Mean reciprocal rank of the true class among the scores of a row.")
                        .formula("mean of 1/(1 + classes with a higher score than the true one), 0 where these are k or"
                                + " more (torcheval's reciprocal_rank)")
                        .parameters(parameters));
    }

    /** What a row is worth whose class has this rank, from 0. */
    @FunctionalInterface
    private interface Worth {
        double of(int rank);
    }

    private static Metric metric(Arguments arguments, Worth worth) {
        TargetRanks ranks = new TargetRanks(arguments.integer("num_classes"));
        Integer given = arguments.integerOrNull("k");
        int k = given == null ? ranks.classes : Math.min(given, ranks.classes);
        return Metric.of(arguments.metric(), ranks, true, memory -> {
            long[] counts = memory.counts(RANKS);
            double sum = 0;
            long rows = 0;
            for (int rank = 0; rank < counts.length; rank++) {
                rows += counts[rank];
                sum += rank < k ? worth.of(rank) * counts[rank] : 0;
            }
            return Value.scalar(sum / rows);
        });
    }

    @Override
    public List<Slot> slots() {
        return List.of(Slot.counts("ranks", classes));
    }

    @Override
    public List<Requirement> requirements() {
        return List.of(
                Requirement.wide(Input.PREDS, classes, new Domain.Finite()),
                Requirement.of(Input.TARGET, new Domain.Classes(classes, null)));
    }

    @Override
    public @Nullable Rejection check(Row row) {
        boolean fits = row.numbers(Input.PREDS).shape().length == 1
                && row.numbers(Input.TARGET).values().length == 1;
        return fits
                ? null
                : new Rejection(
                        Rejection.Reason.WRONG_WIDTH,
                        "preds has " + row.numbers(Input.PREDS).values().length + " elements and target "
                                + row.numbers(Input.TARGET).values().length
                                + "; expected a score for each of " + classes + " classes, and one class");
    }

    @Override
    public void update(Batch batch, Cells cells) {
        NumberColumn preds = batch.numbers(Input.PREDS);
        NumberColumn target = batch.numbers(Input.TARGET);
        double[] scores = preds.values();
        for (int row = 0; row < batch.size(); row++) {
            double own = scores[preds.start(row) + (int) target.scalar(row)];
            int rank = 0;
            for (int i = preds.start(row); i < preds.end(row); i++) {
                rank += scores[i] > own ? 1 : 0;
            }
            cells.count(row, RANKS, rank, batch.multiplicity(row));
        }
    }
}
