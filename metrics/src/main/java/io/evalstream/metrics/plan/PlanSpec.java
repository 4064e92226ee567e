package io.evalstream.metrics.plan;

import java.io.Serializable;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A plan as its owner writes it. The plan file, its JSON schema and this record are one: a component is a key, in snake
 * case.
 */
public record PlanSpec(
        @Key(value = "name of the plan, part of every report", example = "digits")
        String plan,

        @Key(value = "version of the plan; a later one replaces an earlier one", fallback = "1")
        int version,

        @Key(
                value = "event time from which on this version counts, where another one counts before",
                example = "2026-03-01T00:00:00Z")
        @Nullable
        Instant effectiveFrom,

        @Key(value = "ids of the models it is for; \"*\" is any model", example = "[digits-logreg]")
        List<String> models,

        @Key(
                value = "arguments for all metrics that take them, such as task, num_classes and input",
                fallback = "{}",
                example = "{task: multiclass, num_classes: 10, input: probability}")
        Map<String, Object> arguments,

        @Key(
                value = "what is computed: names of metrics, with arguments and a name of their own where needed",
                example = "[accuracy, {metric: f1_score, name: f1_macro, args: {average: macro}}]")
        List<MetricSpec> metrics,

        @Key(value = "over which stretches of time", example = "[{kind: tumbling, size: 10m}]")
        List<WindowSpec> windows,

        @Key(
                value = "what separates series besides stage, run and data set: a list of fields, or one such list"
                        + " for each way to look at them; a field that is not named is rolled up",
                fallback = "[[model, version]]",
                example = "[[model, version], [model]]")
        List<List<SeriesField>> series,

        @Key(
                value = "by which features the rows of a series are looked at apart, besides all of them together",
                fallback = "[]",
                example = "[country, {by: [country, device], max: 50}]")
        List<SliceSpec> slices,

        @Key(value = "how long and how labels are waited for", fallback = "{}")
        LabelSpec labels,

        @Key(value = "what a window must rest on before its values are published", fallback = "{}")
        GateSpec gates,

        @Key(value = "how far event times may be off", fallback = "{}")
        EventTimeSpec eventTime,

        @Key(
                value = "which field of an event feeds a column of the metrics, where the usual one does not",
                fallback = "{}",
                example = "{preds: scores, target: label}")
        Map<String, String> columns,

        @Key(
                value = "names of the classes in the order of their indices, where labels are names",
                fallback = "[]",
                example = "[cat, dog]")
        List<String> classes,

        @Key(
                value = "which field of an event a column of a file is, where its name is not the field's",
                fallback = "{}",
                example = "{id: prediction_id, p1: score}")
        Map<String, String> files,

        @Key(value = "how steps and epochs of training are waited for", fallback = "{}")
        TrainingSpec training,

        @Key(
                value = "what a training loop is told of its metrics, such as that one has stopped improving",
                fallback = "[]",
                example = "[{monitor: f1_score, patience: 3}]")
        List<SignalSpec> signals,

        @Key(
                value = "models or versions that are compared on the rows for which both have predicted",
                fallback = "[]",
                example = "[{name: candidate, champion: {model: m, version: \"7\"}, challenger: {model: m, version:"
                        + " \"8\"}, of: correct}]")
        List<ComparisonSpec> comparisons,

        @Key(
                value = "rules about the values of windows, each of whose changes of state is an alert",
                fallback = "[]",
                example = "[{name: accuracy_low, metric: accuracy, below: 0.9, for_windows: 3, min_examples: 100}]")
        List<AlertSpec> alerts)
        implements Serializable {

    /** What separates series by default. */
    public static final List<List<SeriesField>> MODEL_AND_VERSION =
            List.of(List.of(SeriesField.MODEL, SeriesField.VERSION));

    private static final char VERSION = '@';

    /** A field of an event that can be kept apart or rolled up. */
    public enum SeriesField {
        MODEL,
        VERSION
    }

    /** A plan with defaults for all that has one. */
    public static PlanSpec of(
            String plan,
            List<String> models,
            Map<String, Object> arguments,
            List<MetricSpec> metrics,
            List<WindowSpec> windows) {
        return new PlanSpec(
                plan,
                1,
                null,
                models,
                arguments,
                metrics,
                windows,
                MODEL_AND_VERSION,
                List.of(),
                LabelSpec.DEFAULT,
                GateSpec.OPEN,
                EventTimeSpec.DEFAULT,
                Map.of(),
                List.of(),
                Map.of(),
                TrainingSpec.DEFAULT,
                List.of(),
                List.of(),
                List.of());
    }

    /** What tells this version of the plan from others: its name, and the version where that counts from some time on. */
    public String id() {
        return effectiveFrom == null ? plan : plan + VERSION + version;
    }

    /** The name of the plan that has such an id. */
    public static String nameOf(String id) {
        int at = id.lastIndexOf(VERSION);
        boolean isVersion =
                at > 0 && at < id.length() - 1 && id.chars().skip(at + 1L).allMatch(Character::isDigit);
        return isVersion ? id.substring(0, at) : id;
    }

    /** This version of the plan, from a time on. */
    public PlanSpec withEffectiveFrom(@Nullable Instant other) {
        return with(draft -> draft.effectiveFrom = other);
    }

    public PlanSpec withVersion(int other) {
        return with(draft -> draft.version = other);
    }

    public PlanSpec withWindows(List<WindowSpec> other) {
        return with(draft -> draft.windows = other);
    }

    public PlanSpec withSeries(List<List<SeriesField>> other) {
        return with(draft -> draft.series = other);
    }

    public PlanSpec withSlices(List<SliceSpec> other) {
        return with(draft -> draft.slices = other);
    }

    public PlanSpec withLabels(LabelSpec other) {
        return with(draft -> draft.labels = other);
    }

    public PlanSpec withGates(GateSpec other) {
        return with(draft -> draft.gates = other);
    }

    public PlanSpec withEventTime(EventTimeSpec other) {
        return with(draft -> draft.eventTime = other);
    }

    public PlanSpec withTraining(TrainingSpec other) {
        return with(draft -> draft.training = other);
    }

    public PlanSpec withSignals(List<SignalSpec> other) {
        return with(draft -> draft.signals = other);
    }

    public PlanSpec withComparisons(List<ComparisonSpec> other) {
        return with(draft -> draft.comparisons = other);
    }

    public PlanSpec withAlerts(List<AlertSpec> other) {
        return with(draft -> draft.alerts = other);
    }

    private PlanSpec with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.spec();
    }

    /** A plan of which one thing is about to change. */
    private static final class Draft {
        private String plan;
        private int version;
        private @Nullable Instant effectiveFrom;
        private List<String> models;
        private Map<String, Object> arguments;
        private List<MetricSpec> metrics;
        private List<WindowSpec> windows;
        private List<List<SeriesField>> series;
        private List<SliceSpec> slices;
        private LabelSpec labels;
        private GateSpec gates;
        private EventTimeSpec eventTime;
        private Map<String, String> columns;
        private List<String> classes;
        private Map<String, String> files;
        private TrainingSpec training;
        private List<SignalSpec> signals;
        private List<ComparisonSpec> comparisons;
        private List<AlertSpec> alerts;

        Draft(PlanSpec from) {
            plan = from.plan;
            version = from.version;
            effectiveFrom = from.effectiveFrom;
            models = from.models;
            arguments = from.arguments;
            metrics = from.metrics;
            windows = from.windows;
            series = from.series;
            slices = from.slices;
            labels = from.labels;
            gates = from.gates;
            eventTime = from.eventTime;
            columns = from.columns;
            classes = from.classes;
            files = from.files;
            training = from.training;
            signals = from.signals;
            comparisons = from.comparisons;
            alerts = from.alerts;
        }

        PlanSpec spec() {
            return new PlanSpec(
                    plan,
                    version,
                    effectiveFrom,
                    models,
                    arguments,
                    metrics,
                    windows,
                    series,
                    slices,
                    labels,
                    gates,
                    eventTime,
                    columns,
                    classes,
                    files,
                    training,
                    signals,
                    comparisons,
                    alerts);
        }
    }

    /** The plan with its windows of time alone, which need no signals; they are empty where it has none. */
    public PlanSpec ofTime() {
        return withSignals(List.of())
                .withWindows(windows.stream()
                        .filter(window -> !window.isOfTraining())
                        .toList());
    }

    /** The plan with its windows of training alone; those are empty where it has none. */
    public PlanSpec ofTraining() {
        return withComparisons(List.of())
                .withAlerts(List.of())
                .withWindows(windows.stream().filter(WindowSpec::isOfTraining).toList());
    }

    /** The plan as which the pairs of one of its comparisons are folded and reported. */
    public PlanSpec asPlan(ComparisonSpec comparison) {
        return comparison.asPlan(this);
    }

    /** A metric of a plan. */
    public record MetricSpec(
            @Key(value = "name in the catalogue, or class in TorchMetrics", example = "f1_score") @Nullable
            String metric,

            @Key(
                    value = "in place of a metric, arithmetic over other metrics of the plan by the names under which"
                            + " they are reported",
                    example = "f1_a - f1_b")
            @Nullable
            String value,

            @Key(value = "name under which it is reported; the metric's own where left out", example = "f1_macro")
            @Nullable
            String name,

            @Key(
                    value = "arguments of this metric, which go before those of the whole plan",
                    fallback = "{}",
                    example = "{average: macro}")
            Map<String, Object> args)
            implements Serializable {
        public static MetricSpec of(String metric) {
            return new MetricSpec(metric, null, null, Map.of());
        }

        public static MetricSpec of(String metric, String name, Map<String, Object> args) {
            return new MetricSpec(metric, null, name, args);
        }

        /** Arithmetic over other metrics of the plan. */
        public static MetricSpec ofValue(String name, String formula) {
            return new MetricSpec(null, formula, name, Map.of());
        }

        /** The name under which it is reported. */
        public String reportedName() {
            return name != null ? name : metric != null ? metric : String.valueOf(value);
        }
    }
}
