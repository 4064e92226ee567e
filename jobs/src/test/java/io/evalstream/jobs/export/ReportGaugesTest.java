package io.evalstream.jobs.export;

import static io.evalstream.jobs.watch.Reports.named;
import static io.evalstream.jobs.watch.Reports.scalar;
import static io.evalstream.jobs.watch.Reports.tensor;
import static io.evalstream.jobs.watch.Reports.undefined;
import static org.assertj.core.api.Assertions.assertThat;

import io.evalstream.jobs.watch.Reports;
import io.evalstream.schemas.Interval;
import io.evalstream.schemas.MetricReport;
import io.evalstream.schemas.MetricValue;
import io.evalstream.schemas.ReportKey;
import io.evalstream.schemas.Scalar;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ReportGaugesTest {
    private static final Instant NOW = Instant.parse("2026-03-02T00:00:00Z");
    private static final Duration STALE = Duration.ofHours(1);
    private static final String SERIES =
            "{plan=\"digits\",model=\"m\",version=\"v1\",stage=\"production\",run=\"\",dataset=\"\",slice=\"\",window=\"10m\"";
    private static final int OF_A_WINDOW = 7;

    private final ReportGauges gauges = gauges(ExportFilter.all(), 1000, 100);

    private static ReportGauges gauges(ExportFilter filter, int maxSeries, int maxParts) {
        ReportGauges gauges = new ReportGauges(filter, maxSeries, maxParts, STALE);
        gauges.open();
        return gauges;
    }

    /** The samples as they are written, by name and labels. */
    private static Map<String, String> lines(ReportGauges gauges) {
        Map<String, String> lines = new TreeMap<>();
        Exposition.PROMETHEUS
                .write(gauges.samples())
                .lines()
                .filter(line -> !line.startsWith("#"))
                .forEach(line -> {
                    int space = line.lastIndexOf(' ');
                    assertThat(lines.put(line.substring(0, space), line.substring(space + 1)))
                            .as(line)
                            .isNull();
                });
        return lines;
    }

    private static String value(String metric, String part) {
        return "evalstream_metric_value" + SERIES + ",metric=\"" + metric + "\",part=\"" + part + "\"}";
    }

    @Test
    void whatIsWithdrawnIsShownNoMore() {
        MetricReport report = Reports.of("m", "v1", 0, 3, scalar("accuracy", 0.5));
        gauges.add(report, NOW);
        gauges.withdraw("of another report");
        assertThat(lines(gauges)).containsEntry(value("accuracy", ""), "0.5");

        gauges.withdraw(ReportKey.of(report).toString());
        assertThat(lines(gauges))
                .doesNotContainKey(value("accuracy", ""))
                .containsEntry("evalstream_export_series", "0");
    }

    @Test
    void everythingThatAReportSaysIsShown() {
        MetricReport report = Reports.of(
                "m",
                "v1",
                0,
                3,
                new MetricValue("accuracy", new Scalar(0.5, new Interval(0.25, 0.75, 0.95, "wilson"))),
                undefined("auroc", "one class"),
                tensor("f1", List.of(2, 2), 0.5, Double.NaN, Double.POSITIVE_INFINITY, 1.0),
                named("curve", scalar("area", 0.125), tensor("x", List.of(2), 1.0, 2.0)));
        report.setLabelDelayP50(30.0);
        report.setLabelDelayP99(3600.5);
        gauges.add(report, NOW);

        assertThat(lines(gauges))
                .containsEntry(value("accuracy", ""), "0.5")
                .containsEntry(
                        "evalstream_metric_lower" + SERIES + ",metric=\"accuracy\",part=\"\",level=\"0.95\"}", "0.25")
                .containsEntry(
                        "evalstream_metric_upper" + SERIES + ",metric=\"accuracy\",part=\"\",level=\"0.95\"}", "0.75")
                .containsEntry(
                        "evalstream_metric_undefined" + SERIES + ",metric=\"auroc\",part=\"\",code=\"CODE\"}", "1")
                .containsEntry(value("f1", "0,0"), "0.5")
                .containsEntry(
                        "evalstream_metric_undefined" + SERIES + ",metric=\"f1\",part=\"0,1\",code=\"ELEMENT\"}", "1")
                .containsEntry(value("f1", "1,0"), "+Inf")
                .containsEntry(value("f1", "1,1"), "1")
                .containsEntry(value("curve", "area"), "0.125")
                .containsEntry(value("curve", "x.1"), "2")
                .containsEntry("evalstream_window_predictions" + SERIES + "}", "80")
                .containsEntry("evalstream_window_labelled" + SERIES + "}", "60")
                .containsEntry("evalstream_window_unlabelled" + SERIES + "}", "20")
                .containsEntry("evalstream_window_duplicates" + SERIES + "}", "0")
                .containsEntry("evalstream_window_corrections" + SERIES + "}", "0")
                .containsEntry("evalstream_label_delay_seconds" + SERIES + ",quantile=\"0.5\"}", "30")
                .containsEntry("evalstream_label_delay_seconds" + SERIES + ",quantile=\"0.99\"}", "3600.5")
                .containsEntry("evalstream_window_end_timestamp_seconds" + SERIES + "}", "1772359800")
                .containsEntry("evalstream_window_final" + SERIES + "}", "1")
                .containsEntry("evalstream_export_reports_total", "1")
                .containsEntry("evalstream_export_series", "20")
                .hasSize(20 + 4);
    }

    @Test
    void theLatestWindowIsShownAndOfItTheLastRecord() {
        gauges.add(Reports.of("m", "v1", 1, 0, scalar("accuracy", 0.1)), NOW);
        gauges.add(Reports.of("m", "v1", 0, 5, scalar("accuracy", 0.2)), NOW);
        assertThat(lines(gauges)).containsEntry(value("accuracy", ""), "0.1");
        gauges.add(Reports.of("m", "v1", 1, 2, scalar("accuracy", 0.3)), NOW);
        assertThat(lines(gauges)).containsEntry(value("accuracy", ""), "0.3");
        // A replay from scratch begins with low revisions again; the record that came last holds.
        gauges.add(Reports.of("m", "v1", 1, 1, scalar("accuracy", 0.4)), NOW);
        assertThat(lines(gauges))
                .containsEntry(value("accuracy", ""), "0.4")
                .containsEntry("evalstream_export_reports_total", "4");
    }

    @Test
    void ofTwoWindowsThatEndTogetherTheHigherRevisionIsShown() {
        MetricReport longer = Reports.of("m", "v1", 1, 2, scalar("accuracy", 0.1));
        longer.getWindow().setStart(longer.getWindow().getStart().minusSeconds(60));
        gauges.add(longer, NOW);
        gauges.add(Reports.of("m", "v1", 1, 1, scalar("accuracy", 0.2)), NOW);
        assertThat(lines(gauges)).containsEntry(value("accuracy", ""), "0.1");
        gauges.add(Reports.of("m", "v1", 1, 3, scalar("accuracy", 0.3)), NOW);
        assertThat(lines(gauges)).containsEntry(value("accuracy", ""), "0.3");
    }

    @Test
    void aMetricThatIsNoLongerDefinedLosesItsValue() {
        gauges.add(Reports.of("m", "v1", 0, 0, scalar("auroc", 0.5)), NOW);
        gauges.add(Reports.of("m", "v1", 1, 0, undefined("auroc", "one class")), NOW);
        assertThat(lines(gauges)).doesNotContainKey(value("auroc", "")).hasSize(1 + OF_A_WINDOW + 4);
    }

    @Test
    void patternsChoose() {
        ReportGauges some = gauges(
                new ExportFilter(List.of("dig*"), List.of("a", "m?"), List.of(), List.of("f1*", "a.c")), 1000, 100);
        some.add(Reports.of("m1", "v1", 0, 0, scalar("f1_macro", 0.5), scalar("auroc", 0.5)), NOW);
        some.add(Reports.of("m11", "v1", 0, 0, scalar("f1", 0.5)), NOW);
        // A point is no pattern.
        some.add(Reports.of("a", "v1", 0, 0, scalar("abc", 0.5), scalar("a.c", 0.5)), NOW);
        assertThat(lines(some).keySet().stream().filter(line -> line.startsWith("evalstream_metric_value")))
                .hasSize(2)
                .anyMatch(line -> line.contains("\"f1_macro\""))
                .anyMatch(line -> line.contains("\"a.c\""));
    }

    @Test
    void nothingGrowsPastTheCapAndWhatIsLeftOutIsCounted() {
        ReportGauges few = gauges(ExportFilter.all(), 2 * (OF_A_WINDOW + 1), 2);
        few.add(Reports.of("a", "v1", 0, 0, scalar("accuracy", 0.5)), NOW);
        few.add(Reports.of("b", "v1", 0, 0, scalar("accuracy", 0.5)), NOW);
        few.add(Reports.of("c", "v1", 0, 0, scalar("accuracy", 0.5)), NOW);
        assertThat(lines(few))
                .containsEntry("evalstream_export_series", "16")
                .containsEntry("evalstream_export_series_dropped_total", "8");
        // A series that outgrows the cap goes as a whole: what it showed is no longer true.
        few.add(Reports.of("b", "v1", 1, 0, scalar("accuracy", 0.5), scalar("f1", 0.5)), NOW);
        assertThat(lines(few))
                .containsEntry("evalstream_export_series", "8")
                .containsEntry("evalstream_export_series_dropped_total", "17");
        // Metrics of too many numbers are left out alone.
        few.add(Reports.of("c", "v1", 1, 0, scalar("f1", 0.5), tensor("roc", List.of(3), 1.0, 2.0, 3.0)), NOW);
        assertThat(lines(few))
                .containsEntry("evalstream_export_series", "16")
                .containsEntry("evalstream_export_series_dropped_total", "20");
    }

    @Test
    void aSeriesWithoutReportsGoes() {
        gauges.add(Reports.of("m", "v1", 1, 0, scalar("accuracy", 0.5)), NOW);
        gauges.add(Reports.of("gone", "v1", 1, 0, scalar("accuracy", 0.5)), NOW);
        // A revision of an earlier window is a sign of life.
        gauges.add(Reports.of("m", "v1", 0, 1, scalar("accuracy", 0.25)), NOW.plus(STALE));
        gauges.removeStale(NOW.plus(STALE).plusSeconds(1));
        assertThat(lines(gauges))
                .containsEntry(value("accuracy", ""), "0.5")
                .containsEntry("evalstream_export_series", "8")
                .containsEntry("evalstream_export_stale_series_removed_total", "8")
                .hasSize(8 + 4);
    }

    @Test
    void whileTheTopicIsReadUpThereAreOnlyTheExportersOwn() {
        ReportGauges reading = new ReportGauges(ExportFilter.all(), 1000, 100, STALE);
        reading.add(Reports.of("m", "v1", 1, 0, scalar("accuracy", 0.5)), NOW);
        assertThat(lines(reading))
                .containsEntry("evalstream_export_reports_total", "1")
                .containsEntry("evalstream_export_series", "0")
                .hasSize(4);
        reading.open();
        assertThat(lines(reading)).hasSize(8 + 4);
    }
}
