package io.evalstream.metrics.composition;

import io.evalstream.metrics.batch.Cell;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.Requirement;
import io.evalstream.metrics.metric.Arguments;
import io.evalstream.metrics.metric.Metric;
import io.evalstream.metrics.metric.MetricDefinition;
import io.evalstream.metrics.metric.Parameter;
import io.evalstream.metrics.metric.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Metrics of several tasks of one model, each over columns of its own. */
final class Multitask {

    private Multitask() {}

    static MetricDefinition definition() {
        return MetricDefinition.of("multitask", Multitask::create)
                .torchMetrics("MultitaskWrapper")
                .summary("A metric or a collection for each of several tasks, each over columns of its own.")
                .formula("the task's metric of `task_preds_{task}` and `task_targets_{task}`; other columns, such as"
                        + " weights, are shared")
                .undefinedWhen("no task's metric counted a row; each says so of itself")
                .parameters(List.of(
                        Parameter.of("task_metrics", Parameter.Type.METRICS, null, "metrics by task")
                                .mustBeGiven(),
                        Parameter.of("prefix", Parameter.Type.TEXT, null, "put before each task's name"),
                        Parameter.of("postfix", Parameter.Type.TEXT, null, "put after each task's name")));
    }

    private static Metric create(Arguments arguments) {
        Map<String, Metric> parts = new LinkedHashMap<>();
        arguments
                .metrics("task_metrics")
                .forEach((task, metric) ->
                        parts.put(task, metric.replacing(statistic -> new Adapted(statistic, new OfTask(task)))));
        String prefix = Collection.text(arguments, "prefix");
        String postfix = Collection.text(arguments, "postfix");
        return Metric.ofMetrics(
                arguments.metric(),
                parts,
                null,
                values -> Values.ifAllEmpty(values.values())
                        .orElseGet(() -> new Value.Named(Values.named(values, prefix, postfix))));
    }

    /** The columns of a task. */
    record OfTask(String task) implements Columns {

        @Override
        public Requirement source(Requirement wanted) {
            return new Requirement(source(wanted.input()), wanted.width(), wanted.domain(), wanted.optional());
        }

        @Override
        public Input source(Input wanted) {
            return switch (wanted.name()) {
                case "preds" -> new Input("task_preds_" + task, wanted.side(), wanted.kind());
                case "target" -> new Input("task_targets_" + task, wanted.side(), wanted.kind());
                default -> wanted;
            };
        }

        @Override
        public Cell adapt(Input wanted, Cell source) {
            return source;
        }
    }
}
