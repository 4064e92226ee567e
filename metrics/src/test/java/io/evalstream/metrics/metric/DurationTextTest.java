package io.evalstream.metrics.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.evalstream.metrics.plan.WindowSpec;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationTextTest {

    @ParameterizedTest
    @CsvSource({
        "500ms, PT0.5S",
        "10m, PT10M",
        "1h30m, PT1H30M",
        "24h, PT24H",
        "7d, PT168H",
        "1d12h, PT36H",
        "0s, PT0S",
        "PT10M, PT10M",
        "P1DT1H, PT25H",
        "PT0.5S, PT0.5S"
    })
    void aDurationIsReadAndWhatIsWrittenIsReadAgain(String text, Duration expected) {
        assertThat(DurationText.parse(text)).contains(expected);
        if (expected.toMillis() % 1000 == 0) {
            assertThat(DurationText.parse(WindowSpec.text(expected))).contains(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "10", "m", "10 m", "10x", "-10m", "1.5h", "P", "PT", "10mm", "99999999999999999999h"})
    void whatIsNoDurationIsNone(String text) {
        assertThat(DurationText.parse(text)).isEmpty();
    }
}
