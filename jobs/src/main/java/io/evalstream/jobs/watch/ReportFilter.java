package io.evalstream.jobs.watch;

import io.evalstream.schemas.MetricReport;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which reports are of interest. An empty set of names lets all through.
 *
 * @param finalOnly whether only reports count that no later revision can replace
 */
public record ReportFilter(Set<String> models, Set<String> plans, Set<String> windows, boolean finalOnly)
        implements Predicate<MetricReport> {

    /** Lets every report through. */
    public static final ReportFilter ALL = new ReportFilter(Set.of(), Set.of(), Set.of(), false);

    public ReportFilter {
        models = Set.copyOf(models);
        plans = Set.copyOf(plans);
        windows = Set.copyOf(windows);
    }

    @Override
    public boolean test(MetricReport report) {
        return named(models, report.getModelId())
                && named(plans, report.getPlan())
                && named(windows, report.getWindow().getName())
                && (!finalOnly || report.getFinal$());
    }

    private static boolean named(Set<String> names, String name) {
        return names.isEmpty() || names.contains(name);
    }
}
