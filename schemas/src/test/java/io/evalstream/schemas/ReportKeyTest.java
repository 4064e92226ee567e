package io.evalstream.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import org.junit.jupiter.api.Test;

class ReportKeyTest {

    @Test
    void aKeyReadsLikeAPath() {
        assertThat(ReportKey.of(Examples.report()))
                .hasToString("fraud|scorer|3|production|||country=DE|hourly|2026-03-01T10:00:00Z");
    }

    @Test
    void revisionsShareTheirKey() {
        MetricReport later = Examples.report();
        later.setRevision(9);
        later.setPlanVersion(3);
        later.setDevice("torch cpu");
        assertThat(ReportKey.of(later)).isEqualTo(ReportKey.of(Examples.report()));
    }

    @Test
    void numberedWindowsHaveKeysOfTheirOwn() {
        MetricReport report = Examples.report();
        report.getWindow().setNumber(12L);
        ReportKey key = ReportKey.of(report);
        assertThat(key).hasToString("fraud|scorer|3|production|||country=DE|hourly|2026-03-01T10:00:00Z|12");
        assertThat(ReportKey.parse(key.toString())).isEqualTo(key);
    }

    @Test
    void versionsThatShareAWindowHaveKeysOfTheirOwn() {
        MetricReport report = Examples.report();
        report.setEffectiveFrom(Instant.parse("2026-03-01T10:30:00Z"));
        report.setPlanVersion(4);
        ReportKey key = ReportKey.of(report);
        assertThat(key).hasToString("fraud|scorer|3|production|||country=DE|hourly|2026-03-01T10:00:00Z|v4");
        assertThat(ReportKey.parse(key.toString())).isEqualTo(key);
        report.getWindow().setNumber(12L);
        assertThat(ReportKey.of(report).toString()).endsWith("Z|12|v4");
        assertThat(ReportKey.parse(ReportKey.of(report).toString())).isEqualTo(ReportKey.of(report));
    }

    @Property
    void everyKeyIsReadBack(
            @ForAll @CharRange(from = '[', to = '}') String plan,
            @ForAll @CharRange(from = '[', to = '}') String model,
            @ForAll String slice,
            @ForAll @CharRange(from = '[', to = '}') String window,
            @ForAll long start) {
        ReportKey key =
                new ReportKey(plan, model, "", "", "", "|", slice, window, Instant.ofEpochMilli(start), null, null);
        assertThat(ReportKey.parse(key.toString())).isEqualTo(key);
    }

    @Test
    void whatIsNoKeyIsExplained() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ReportKey.parse("fraud|scorer"))
                .withMessageContaining("has 2 parts; expected 9");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ReportKey.parse("a|b|c|d|e|f|g|h|noon"))
                .withMessageContaining("such as 2026-03-01T10:00:00Z");
    }
}
