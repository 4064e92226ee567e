package io.evalstream.metrics.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TicksTest {

    private static final long END = 60_000;
    /** First report 5 s after the end, again every 10 s, final after 32 s. */
    private static final Ticks TICKS = new Ticks(5_000, 10_000, 32_000);

    @Test
    void theFirstTickFollowsTheEndAndTheLastOneTheRetention() {
        assertThat(TICKS.first(END)).isEqualTo(65_000);
        assertThat(TICKS.last(END)).isEqualTo(92_000);
        assertThat(new Ticks(50_000, 10_000, 32_000).last(END)).isEqualTo(110_000);
    }

    @Test
    void theNextTickLiesAfterTheWatermark() {
        assertThat(TICKS.next(END, Long.MIN_VALUE)).isEqualTo(65_000);
        assertThat(TICKS.next(END, 64_999)).isEqualTo(65_000);
        assertThat(TICKS.next(END, 65_000)).isEqualTo(75_000);
        assertThat(TICKS.next(END, 84_999)).isEqualTo(85_000);
        assertThat(TICKS.next(END, 85_000)).isEqualTo(92_000);
    }

    @Test
    void aRevisionIsTheIndexOfItsTick() {
        assertThat(TICKS.revision(END, 65_000)).isZero();
        assertThat(TICKS.revision(END, 75_000)).isEqualTo(1);
        assertThat(TICKS.revision(END, 92_000)).isEqualTo(3);
    }

    @Test
    void indicesPastTheRangeOfAnIntStopThere() {
        long year = Duration.ofDays(365).toMillis();
        assertThat(new Ticks(0, 1, year).revision(END, END + year)).isEqualTo(Integer.MAX_VALUE);
        assertThat(Ticks.index(1_700_000_000_000L, 500)).isEqualTo(Integer.MAX_VALUE);
        assertThat(Ticks.index(1_700_000_000_000L, 600_000)).isEqualTo(2_833_334);
    }
}
