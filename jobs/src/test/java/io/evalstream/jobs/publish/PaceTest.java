package io.evalstream.jobs.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PaceTest {
    private static final Instant TEN = Instant.parse("2026-03-01T10:00:00Z");
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    @Test
    void anEventIsDueAsLongAfterTheFirstAsItWasSpedUp() {
        Pace pace = new Pace(60);

        assertThat(pace.until(TEN, 5 * SECOND)).isZero();
        assertThat(pace.until(TEN.plusSeconds(60), 5 * SECOND)).isEqualTo(Duration.ofSeconds(1));
        assertThat(pace.until(TEN.plusSeconds(60), 5 * SECOND + SECOND / 4)).isEqualTo(Duration.ofMillis(750));
    }

    @Test
    void whatIsOverdueOrEarlierThanTheFirstIsNotWaitedFor() {
        Pace pace = new Pace(1);

        assertThat(pace.until(TEN, 0)).isZero();
        assertThat(pace.until(TEN.plusSeconds(1), 2 * SECOND)).isZero();
        assertThat(pace.until(TEN.minusSeconds(9), 2 * SECOND)).isZero();
    }
}
