package io.evalstream.metrics.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.evalstream.metrics.metric.Span;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class CalendarWindowsTest {

    private static final WindowTimes DAYS = times(WindowSpec.Unit.DAY);

    @Test
    void aDayHasTheHoursThatClocksGiveIt() {
        long summer = DAYS.firstEnd(at("2026-03-29T05:00:00Z"));
        assertThat(summer).isEqualTo(at("2026-03-29T22:00:00Z"));
        assertThat(hours(DAYS, summer)).isEqualTo(23);
        long winter = DAYS.firstEnd(at("2026-10-25T05:00:00Z"));
        assertThat(winter).isEqualTo(at("2026-10-25T23:00:00Z"));
        assertThat(hours(DAYS, winter)).isEqualTo(25);
    }

    @Test
    void aMomentBelongsToTheDayThatItBegins() {
        long midnight = at("2026-06-01T22:00:00Z");
        assertThat(DAYS.firstEnd(midnight)).isEqualTo(at("2026-06-02T22:00:00Z"));
        assertThat(DAYS.firstEnd(midnight - 1)).isEqualTo(midnight);
        assertThat(DAYS.lastEnd(midnight)).isEqualTo(DAYS.firstEnd(midnight));
    }

    @Test
    void weeksBeginOnMondayAndMonthsOnTheFirst() {
        long week = times(WindowSpec.Unit.WEEK).firstEnd(at("2026-11-22T12:00:00Z"));
        assertThat(week).isEqualTo(at("2026-11-22T23:00:00Z"));
        assertThat(times(WindowSpec.Unit.WEEK).start(week)).isEqualTo(at("2026-11-15T23:00:00Z"));
        long month = times(WindowSpec.Unit.MONTH).firstEnd(at("2026-02-10T00:00:00Z"));
        assertThat(month).isEqualTo(at("2026-02-28T23:00:00Z"));
        assertThat(times(WindowSpec.Unit.MONTH).start(month)).isEqualTo(at("2026-01-31T23:00:00Z"));
    }

    @Test
    void theDayBeforeIsAsLongAsItWas() {
        long end = DAYS.firstEnd(at("2026-03-30T05:00:00Z"));
        assertThat(DAYS.stretch(end, new Span.Previous(1)))
                .isEqualTo(new Stretch(at("2026-03-28T23:00:00Z"), at("2026-03-29T22:00:00Z")));
        assertThat(DAYS.lastReader(at("2026-03-29T05:00:00Z"), new Span.Previous(1)))
                .isEqualTo(end);
        assertThat(DAYS.stretch(end, new Span.Trailing(2)).start()).isEqualTo(at("2026-03-28T23:00:00Z"));
    }

    @Test
    void panesDivideAllMidnightsThatAZoneHasHad() {
        assertThat(CalendarWindows.pane(ZoneId.of("UTC")))
                .isEqualTo(Duration.ofHours(24).toMillis());
        assertThat(CalendarWindows.pane(ZoneId.of("Europe/Berlin")))
                .isEqualTo(Duration.ofHours(1).toMillis());
        assertThat(CalendarWindows.pane(ZoneId.of("Asia/Kolkata")))
                .isEqualTo(Duration.ofMinutes(30).toMillis());
        assertThat(CalendarWindows.pane(ZoneId.of("Asia/Kathmandu")))
                .isEqualTo(Duration.ofMinutes(15).toMillis());
    }

    @Test
    void aZoneThatThereIsNotIsRefused() {
        assertThat(Objects.requireNonNull(WindowSpec.calendar(WindowSpec.Unit.DAY, "Europe/Berlim")
                        .problem()))
                .hasToString(".zone: there is no time zone 'Europe/Berlim'; expected one such as Europe/Berlin, UTC or"
                        + " +02:00");
    }

    private static WindowTimes times(WindowSpec.Unit unit) {
        return Objects.requireNonNull(WindowSpec.calendar(unit, "Europe/Berlin").times());
    }

    private static long hours(WindowTimes times, long end) {
        return Duration.ofMillis(end - times.start(end)).toHours();
    }

    private static long at(String instant) {
        return Instant.parse(instant).toEpochMilli();
    }
}
