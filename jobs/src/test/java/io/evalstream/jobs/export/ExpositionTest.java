package io.evalstream.jobs.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ExpositionTest {
    private static final List<Sample> SAMPLES = List.of(
            new Sample(
                    ExportedMetric.WINDOW_FINAL,
                    List.of("p", "a \"b\"\\\nc", "", "production", "", "", "country=DE,x=ä", "10m"),
                    1),
            new Sample(ExportedMetric.EXPORT_REPORTS_TOTAL, List.of(), 12));

    @Test
    void prometheusText() {
        assertThat(Exposition.PROMETHEUS.write(SAMPLES)).isEqualTo("""
                # HELP evalstream_window_final 1 where the latest window's report is final, else 0.
                # TYPE evalstream_window_final gauge
                evalstream_window_final{plan="p",model="a \\"b\\"\\\\\\nc",version="",stage="production",run="",dataset="",\
                slice="country=DE,x=ä",window="10m"} 1
                # HELP evalstream_export_reports_total Reports that the exporter has read.
                # TYPE evalstream_export_reports_total counter
                evalstream_export_reports_total 12
                """);
    }

    @Test
    void openMetricsNamesFamiliesOfCountersWithoutTotalAndEnds() {
        assertThat(Exposition.OPENMETRICS.write(SAMPLES))
                .contains("# TYPE evalstream_export_reports counter\nevalstream_export_reports_total 12\n")
                .endsWith("\n# EOF\n");
    }

    @Test
    void numbersAreWrittenAsBothFormatsReadThem() {
        assertThat(List.of(0.0, -3.0, 0.1, 1e300, 1e-300, Double.NaN, Double.NEGATIVE_INFINITY))
                .extracting(Exposition::number)
                .containsExactly("0", "-3", "0.1", "1.0E300", "1.0E-300", "NaN", "-Inf");
    }

    @Test
    void theFormatIsTheOneThatTheClientPrefers() {
        assertThat(Exposition.accepted("")).isEqualTo(Exposition.PROMETHEUS);
        assertThat(Exposition.accepted("text/html, */*")).isEqualTo(Exposition.PROMETHEUS);
        assertThat(Exposition.accepted("application/openmetrics-text; version=1.0.0, text/plain;q=0.5"))
                .isEqualTo(Exposition.OPENMETRICS);
        // As Prometheus 2.42 asks.
        assertThat(Exposition.accepted("application/openmetrics-text;version=1.0.0,"
                        + "application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1"))
                .isEqualTo(Exposition.OPENMETRICS);
        assertThat(Exposition.accepted("application/openmetrics-text;q=0.1, text/plain"))
                .isEqualTo(Exposition.PROMETHEUS);
        assertThat(Exposition.accepted("application/openmetrics-text;q=0")).isEqualTo(Exposition.PROMETHEUS);
    }

    @Test
    void everyNameFollowsTheConventionsOfPrometheus() {
        for (ExportedMetric metric : ExportedMetric.values()) {
            assertThat(metric.exportedName()).matches("evalstream_[a-z0-9]+(_[a-z0-9]+)*");
            assertThat(metric.exportedName().endsWith("_total"))
                    .as(metric.exportedName())
                    .isEqualTo(metric.type().equals("counter"));
            assertThat(metric.labels()).doesNotHaveDuplicates().allMatch(label -> label.matches("[a-z]+"));
            assertThat(metric.help()).endsWith(".").doesNotContain("\"", "\n");
        }
    }

    @Test
    void aSampleHasTheLabelsOfItsMetric() {
        assertThatThrownBy(() -> new Sample(ExportedMetric.METRIC_VALUE, List.of("p"), 1))
                .hasMessageContaining("evalstream_metric_value has the labels [plan, model");
    }
}
