package io.evalstream.jobs.export;

import io.evalstream.schemas.MetricReport;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What is exported: names that fit one of the patterns, in which {@code *} stands for any text and {@code ?} for any
 * character. No pattern lets every name through.
 */
public final class ExportFilter {
    private final List<Pattern> plans;
    private final List<Pattern> models;
    private final List<Pattern> windows;
    private final List<Pattern> metrics;

    public ExportFilter(
            Collection<String> plans,
            Collection<String> models,
            Collection<String> windows,
            Collection<String> metrics) {
        this.plans = patterns(plans);
        this.models = patterns(models);
        this.windows = patterns(windows);
        this.metrics = patterns(metrics);
    }

    /** Lets everything through. */
    public static ExportFilter all() {
        return new ExportFilter(List.of(), List.of(), List.of(), List.of());
    }

    /** Whether anything of a report is exported. */
    public boolean takes(MetricReport report) {
        return fits(plans, report.getPlan())
                && fits(models, report.getModelId())
                && fits(windows, report.getWindow().getName());
    }

    /** Whether a metric of that name is exported. */
    public boolean takes(String metric) {
        return fits(metrics, metric);
    }

    private static boolean fits(List<Pattern> patterns, String name) {
        return patterns.isEmpty()
                || patterns.stream().anyMatch(pattern -> pattern.matcher(name).matches());
    }

    private static List<Pattern> patterns(Collection<String> globs) {
        return globs.stream().map(ExportFilter::pattern).toList();
    }

    private static Pattern pattern(String glob) {
        return Pattern.compile(
                glob.chars()
                        .mapToObj(c -> switch (c) {
                            case '*' -> ".*";
                            case '?' -> ".";
                            default -> Pattern.quote(String.valueOf((char) c));
                        })
                        .collect(Collectors.joining()),
                Pattern.DOTALL);
    }
}
