package io.evalstream.jobs.export;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Everything that the exporter serves: the names, types and labels on which dashboards and alert rules may rely.
 *
 * <p>The labels of a series and window are {@link #WINDOW_LABELS}; one that says nothing is empty.
 */
public enum ExportedMetric {
    METRIC_VALUE(Type.GAUGE, "The value of a metric in the latest window.", "metric", "part"),
    METRIC_LOWER(Type.GAUGE, "The lower end of the confidence interval of a metric.", "metric", "part", "level"),
    METRIC_UPPER(Type.GAUGE, "The upper end of the confidence interval of a metric.", "metric", "part", "level"),
    METRIC_UNDEFINED(Type.GAUGE, "1 where a metric has no value, for the reason in code.", "metric", "part", "code"),
    WINDOW_PREDICTIONS(Type.GAUGE, "Predictions in the latest window."),
    WINDOW_LABELLED(Type.GAUGE, "Predictions in the latest window that have their label."),
    WINDOW_UNLABELLED(Type.GAUGE, "Predictions in the latest window that have no label."),
    WINDOW_DUPLICATES(Type.GAUGE, "Labels that repeated another in the latest window."),
    WINDOW_CORRECTIONS(Type.GAUGE, "Labels that replaced an earlier one in the latest window."),
    LABEL_DELAY_SECONDS(Type.GAUGE, "The time from prediction to label in the latest window.", "quantile"),
    WINDOW_END_TIMESTAMP_SECONDS(Type.GAUGE, "When the latest window ended, in event time since 1970."),
    WINDOW_FINAL(Type.GAUGE, "1 where the latest window's report is final, else 0."),
    EXPORT_REPORTS_TOTAL(Type.COUNTER, "Reports that the exporter has read."),
    EXPORT_SERIES(Type.OWN_GAUGE, "Time series that the exporter serves, without its own."),
    EXPORT_SERIES_DROPPED_TOTAL(
            Type.COUNTER, "Time series that reports had and the exporter left out, to stay within its limits."),
    EXPORT_STALE_SERIES_REMOVED_TOTAL(
            Type.COUNTER, "Time series that were removed because no report of theirs came for long.");

    /** The labels of everything that is about a series and a window. */
    public static final List<String> WINDOW_LABELS =
            List.of("plan", "model", "version", "stage", "run", "dataset", "slice", "window");

    private static final String PREFIX = "evalstream_";
    private static final String TOTAL = "_total";

    private enum Type {
        GAUGE("gauge"),
        /** A gauge of the exporter itself, which is about no window. */
        OWN_GAUGE("gauge"),
        COUNTER("counter");

        private final String word;

        Type(String word) {
            this.word = word;
        }
    }

    private final Type type;
    private final String help;
    private final String ownLabels;

    ExportedMetric(Type type, String help, String... ownLabels) {
        this.type = type;
        this.help = help;
        this.ownLabels = String.join(" ", ownLabels);
    }

    /** The name of a sample, such as {@code evalstream_metric_value}. */
    public String exportedName() {
        return PREFIX + name().toLowerCase(Locale.ROOT);
    }

    /** The name under which OpenMetrics declares it, which has no {@code _total}. */
    String family() {
        String name = exportedName();
        return type == Type.COUNTER ? name.substring(0, name.length() - TOTAL.length()) : name;
    }

    /** The type, in a word of the exposition formats. */
    public String type() {
        return type.word;
    }

    /** What it is, in a sentence. */
    public String help() {
        return help;
    }

    /** The names of its labels, in the order in which they are written. */
    public List<String> labels() {
        List<String> all = new ArrayList<>(type == Type.GAUGE ? WINDOW_LABELS : List.of());
        if (!ownLabels.isEmpty()) {
            all.addAll(Arrays.asList(ownLabels.split(" ")));
        }
        return all;
    }
}
