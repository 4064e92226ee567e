package io.evalstream.metrics.classification;

import io.evalstream.metrics.classification.BinaryClassification.Confusion;
import io.evalstream.metrics.metric.Arguments;
import io.evalstream.metrics.metric.Metric;
import io.evalstream.metrics.metric.MetricDefinition;
import io.evalstream.metrics.metric.Parameter;
import io.evalstream.metrics.metric.Value;
import io.evalstream.metrics.state.Memory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Whether a binary classifier treats groups of rows alike. */
final class Fairness {

    private static final Parameter NUM_GROUPS =
            Parameter.integer("num_groups", null, "number of groups").atLeast(2).mustBeGiven();
    private static final Parameter TASK = Parameter.choice(
            "task",
            "all",
            "which rates are compared: of predicted positives (demographic_parity), of positives found"
                    + " (equal_opportunity), or both",
            "demographic_parity",
            "equal_opportunity",
            "all");

    private Fairness() {}

    static List<MetricDefinition> definitions() {
        return List.of(
                MetricDefinition.of("binary_group_stat_rates", Fairness::rates)
                        .torchMetrics("BinaryGroupStatRates")
                        .summary("The shares of true and false positives and negatives within each group.")
                        .formula("(tp, fp, tn, fn) / (tp + fp + tn + fn) of each group")
                        .undefinedWhen("the shares of a group without elements are NaN")
                        .parameters(Options.join(List.of(NUM_GROUPS), BinaryClassification.LABELS))
                        .takesWeights(),
                MetricDefinition.of("binary_fairness", Fairness::fairness)
                        .torchMetrics("BinaryFairness")
                        .summary("The lowest rate of a group divided by the highest; its name says which groups.")
                        .formula("DP_low_high: min / max of (tp + fp) / all; EO_low_high: min / max of tp / (tp + fn)")
                        .undefinedWhen("never: a quotient of zero by zero is 0")
                        .parameters(Options.join(List.of(NUM_GROUPS, TASK), BinaryClassification.LABELS))
                        .takesWeights());
    }

    private static Metric rates(Arguments arguments) {
        GroupCounts counts = counts(arguments, true);
        return Metric.of(arguments.metric(), counts, null, memory -> {
            Map<String, Value> values = new LinkedHashMap<>();
            List<Outcome> groups = groups(counts, memory);
            for (int i = 0; i < groups.size(); i++) {
                Outcome of = groups.get(i);
                double total = of.total();
                values.put(
                        "group_" + i, Value.vector(of.tp() / total, of.fp() / total, of.tn() / total, of.fn() / total));
            }
            return new Value.Named(values);
        });
    }

    private static Metric fairness(Arguments arguments) {
        String task = arguments.text("task");
        boolean parity = !task.equals("equal_opportunity");
        boolean opportunity = !task.equals("demographic_parity");
        GroupCounts counts = counts(arguments, opportunity);
        return Metric.of(arguments.metric(), counts, null, memory -> {
            Map<String, Value> values = new LinkedHashMap<>();
            List<Outcome> groups = groups(counts, memory);
            if (parity) {
                compare(groups, "DP", of -> CountScore.ratio(of.predicted(), of.total(), 0), values);
            }
            if (opportunity) {
                compare(groups, "EO", of -> CountScore.ratio(of.tp(), of.actual(), 0), values);
            }
            return new Value.Named(values);
        });
    }

    /** Without targets, nothing can be ignored for its target. */
    private static GroupCounts counts(Arguments arguments, boolean withTarget) {
        LabelColumns columns = LabelColumns.binary(arguments);
        return new GroupCounts(
                withTarget ? columns : new LabelColumns(0, columns.threshold(), columns.input(), null),
                arguments.integer("num_groups"),
                withTarget);
    }

    private static List<Outcome> groups(GroupCounts counts, Memory memory) {
        long[] words = memory.counts(0);
        return IntStream.range(0, counts.groups())
                .mapToObj(group -> Confusion.outcome(words, Confusion.CELLS * group))
                .toList();
    }

    private static void compare(List<Outcome> groups, String prefix, Average.Score rate, Map<String, Value> values) {
        int lowest = 0;
        int highest = 0;
        for (int i = 1; i < groups.size(); i++) {
            if (rate.of(groups.get(i)) < rate.of(groups.get(lowest))) {
                lowest = i;
            }
            if (rate.of(groups.get(i)) > rate.of(groups.get(highest))) {
                highest = i;
            }
        }
        values.put(
                prefix + "_" + lowest + "_" + highest,
                Value.scalar(CountScore.ratio(rate.of(groups.get(lowest)), rate.of(groups.get(highest)), 0)));
    }
}
