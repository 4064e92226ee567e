package io.evalstream.metrics.retrieval;

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
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The exact sum of the discounted gains of rows, each of which is a query of its own: a vector of scores and one of
 * relevance. Documents with equal scores share their discounts.
 *
 * @param topK ranks that count; 0 for all
 * @param logBase base of the logarithm that discounts
 * @param normalized whether a gain is taken as a share of that of the best order
 */
record RowGain(int topK, double logBase, boolean normalized) implements Statistic {

    private static final int ROWS = 0;
    private static final int GAIN = 1;

    static List<MetricDefinition> definitions() {
        Parameter k = Parameter.integer("k", null, "how many documents are looked at; null for all")
                .atLeast(1);
        String ties = " Tied documents share their mean gain (McSherry and Najork, ECIR 2008)";
        return List.of(
                MetricDefinition.of(
                                "dcg_score",
                                arguments -> metric(arguments, new RowGain(k(arguments), base(arguments), false)))
                        .scikitLearn("dcg_score")
                        .summary("Mean discounted cumulative gain of rows that are a query each.")
                        .formula(
                                "mean of Σ relevance/log(rank + 1) over the first k documents by falling score." + ties)
                        .parameters(List.of(
                                k, Parameter.number("log_base", 2.0, "base of the logarithm that discounts, above 1"))),
                MetricDefinition.of("ndcg_score", arguments -> metric(arguments, new RowGain(k(arguments), 2, true)))
                        .scikitLearn("ndcg_score")
                        .summary(
                                "Mean discounted cumulative gain of rows that are a query each, as a share of that of the"
                                        + " best order.")
                        .formula(
                                "mean of Σ relevance/log(rank + 1) over the same sum in descending order of relevance; 0"
                                        + " where that is 0." + ties)
                        .parameters(List.of(k)));
    }

    private static int k(Arguments arguments) {
        Integer k = arguments.integerOrNull("k");
        return k == null ? 0 : k;
    }

    private static double base(Arguments arguments) {
        double base = arguments.number("log_base");
        if (!(base > 1)) {
            throw arguments.refuse("'log_base' is " + base + "; expected a number above 1");
        }
        return base;
    }

    private static Metric metric(Arguments arguments, RowGain gain) {
        return Metric.of(
                arguments.metric(),
                gain,
                true,
                memory -> Value.scalar(memory.sum(GAIN).dividedBy(memory.count(ROWS))));
    }

    @Override
    public List<Slot> slots() {
        return List.of(Slot.counts("rows"), Slot.exactSum("gain"));
    }

    @Override
    public List<Requirement> requirements() {
        Domain relevance = normalized ? new Domain.Above(0, true) : new Domain.Finite();
        return List.of(Requirement.of(Input.PREDS, new Domain.Finite()), Requirement.of(Input.TARGET, relevance));
    }

    @Override
    public @Nullable Rejection check(Row row) {
        int[] preds = row.numbers(Input.PREDS).shape();
        int[] target = row.numbers(Input.TARGET).shape();
        return preds.length == 1 && preds[0] > 0 && Arrays.equals(preds, target)
                ? null
                : new Rejection(
                        Rejection.Reason.WRONG_WIDTH,
                        "preds has the shape " + Arrays.toString(preds) + " and target " + Arrays.toString(target)
                                + "; expected a vector of scores and one of relevance, of the same length");
    }

    @Override
    public void update(Batch batch, Cells cells) {
        NumberColumn preds = batch.numbers(Input.PREDS);
        NumberColumn target = batch.numbers(Input.TARGET);
        for (int row = 0; row < batch.size(); row++) {
            cells.count(row, ROWS, 0, batch.multiplicity(row));
            cells.sum(row, GAIN, 0).add(gain(preds.row(row), target.row(row)), batch.multiplicity(row));
        }
    }

    private double gain(double[] scores, double[] relevance) {
        double gain = discounted(scores, relevance);
        if (!normalized) {
            return gain;
        }
        double best = discounted(relevance, relevance);
        return best == 0 ? 0 : gain / best;
    }

    private double discounted(double[] scores, double[] relevance) {
        int[] order = IntStream.range(0, scores.length)
                .boxed()
                .sorted(Comparator.<Integer>comparingDouble(i -> -scores[i]).thenComparing(i -> relevance[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        double scale = StrictMath.log(logBase);
        int most = topK == 0 ? scores.length : Math.min(topK, scores.length);
        double sum = 0;
        int from = 0;
        while (from < most) {
            int end = from;
            double gains = 0;
            double discounts = 0;
            while (end < scores.length && scores[order[end]] == scores[order[from]]) {
                gains += relevance[order[end]];
                discounts += end < most ? scale / StrictMath.log(end + 2.0) : 0;
                end++;
            }
            sum += gains / (end - from) * discounts;
            from = end;
        }
        return sum;
    }
}
