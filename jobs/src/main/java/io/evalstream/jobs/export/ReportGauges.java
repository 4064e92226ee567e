package io.evalstream.jobs.export;

import io.evalstream.schemas.MetricReport;
import io.evalstream.schemas.ReportKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the gauges show: of each series and name of windows the window that ended last.
 *
 * <p>A report replaces one of the same key, as in the topic the later record holds; of two windows that end at one time the
 * higher revision is shown. A series and window of which no report comes for long is removed. At most so many time series
 * are kept: a report whose series would be more is left out as a whole, and counted, so that gauges of one window always
 * belong together. Any thread may use it.
 */
public final class ReportGauges {
    private final ExportFilter filter;
    private final int maxSeries;
    private final int maxParts;
    private final Duration staleAfter;

    private final Map<List<String>, Shown> shown = new LinkedHashMap<>();
    private boolean open;
    private int series;
    private long reports;
    private long dropped;
    private long removed;

    private record Shown(ReportKey key, Instant end, int revision, Instant seen, List<Sample> samples) {
        Shown seenAt(Instant now) {
            return new Shown(key, end, revision, now, samples);
        }
    }

    /**
     * No gauges at first.
     *
     * @param maxSeries how many time series to serve at most
     * @param maxParts how many numbers a metric may have at most to be served
     * @param staleAfter after how long without a report a series is removed
     */
    public ReportGauges(ExportFilter filter, int maxSeries, int maxParts, Duration staleAfter) {
        this.filter = filter;
        this.maxSeries = maxSeries;
        this.maxParts = maxParts;
        this.staleAfter = staleAfter;
    }

    /** Takes a report that came at a time. */
    public synchronized void add(MetricReport report, Instant now) {
        reports++;
        if (!filter.takes(report)) {
            return;
        }
        List<String> place = ReportSamples.labels(report);
        Shown before = shown.get(place);
        if (before != null && !replaces(report, before)) {
            // A late label of an earlier window: the series is alive, and its latest window stays.
            shown.put(place, before.seenAt(now));
            return;
        }
        ReportSamples samples = ReportSamples.of(report, filter, maxParts);
        dropped += samples.leftOut();
        int others = series - (before == null ? 0 : before.samples().size());
        if (others + samples.samples().size() > maxSeries) {
            dropped += samples.samples().size();
            // What it showed is no longer true.
            shown.remove(place);
            series = others;
            return;
        }
        series = others + samples.samples().size();
        shown.put(
                place,
                new Shown(
                        ReportKey.of(report),
                        report.getWindow().getEnd(),
                        report.getRevision(),
                        now,
                        samples.samples()));
    }

    /** Removes what the report of this key showed: a slice that is no longer told apart, or a session within another. */
    public synchronized void withdraw(String key) {
        shown.values().removeIf(one -> {
            boolean isGone = one.key().toString().equals(key);
            series -= isGone ? one.samples().size() : 0;
            return isGone;
        });
    }

    private static boolean replaces(MetricReport report, Shown before) {
        if (ReportKey.of(report).equals(before.key())) {
            return true;
        }
        int later = report.getWindow().getEnd().compareTo(before.end());
        return later > 0 || (later == 0 && report.getRevision() >= before.revision());
    }

    /** Removes what has had no report for long. */
    public synchronized void removeStale(Instant now) {
        Iterator<Shown> each = shown.values().iterator();
        while (each.hasNext()) {
            Shown one = each.next();
            if (Duration.between(one.seen(), now).compareTo(staleAfter) > 0) {
                each.remove();
                series -= one.samples().size();
                removed += one.samples().size();
            }
        }
    }

    /** From now on what reports said is shown; before, while a topic is read up, there are only the exporter's own. */
    public synchronized void open() {
        open = true;
    }

    /** Whether what reports said is shown. */
    public synchronized boolean isOpen() {
        return open;
    }

    /** All samples, those of a metric together. */
    synchronized List<Sample> samples() {
        List<Sample> all = new ArrayList<>(series);
        if (open) {
            shown.values().forEach(one -> all.addAll(one.samples()));
        }
        all.add(new Sample(ExportedMetric.EXPORT_REPORTS_TOTAL, List.of(), (double) reports));
        all.add(new Sample(ExportedMetric.EXPORT_SERIES, List.of(), open ? series : 0));
        all.add(new Sample(ExportedMetric.EXPORT_SERIES_DROPPED_TOTAL, List.of(), (double) dropped));
        all.add(new Sample(ExportedMetric.EXPORT_STALE_SERIES_REMOVED_TOTAL, List.of(), (double) removed));
        all.sort(Comparator.comparing(Sample::metric));
        return all;
    }
}
