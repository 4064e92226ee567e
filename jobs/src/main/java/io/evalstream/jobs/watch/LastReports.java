package io.evalstream.jobs.watch;

import io.evalstream.schemas.MetricReport;
import io.evalstream.schemas.ReportKey;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/** The last report of each key, whatever its revision says: in a topic the later record holds. */
public final class LastReports {
    private final TreeMap<String, MetricReport> byKey = new TreeMap<>();

    /** Takes a report; one with the same key gives way. */
    public void add(MetricReport report) {
        byKey.put(ReportKey.of(report).toString(), report);
    }

    /** The reports in the order of their keys' texts. */
    public List<MetricReport> byKey() {
        return List.copyOf(byKey.values());
    }

    /** At most so many reports, those of the latest windows, in the order of the windows' ends. */
    public List<MetricReport> latest(int most) {
        Collection<MetricReport> all = byKey.values();
        return all.stream()
                .sorted(Comparator.comparing(
                                (MetricReport report) -> report.getWindow().getEnd())
                        .thenComparing(report -> report.getWindow().getStart()))
                .skip(Math.max(0, all.size() - most))
                .toList();
    }

    public int size() {
        return byKey.size();
    }
}
