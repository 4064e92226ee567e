package io.evalstream.metrics.plan;

import java.math.BigInteger;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;
import java.util.HashSet;
import java.util.Set;

/**
 * Days, weeks and months of a time zone. A day lasts from one local midnight to the next, so that it has 23 or 25 hours
 * where clocks change; weeks begin on Monday (ISO 8601).
 */
record CalendarWindows(WindowSpec.Unit unit, ZoneId zone) implements WindowTimes {

    private static final long DAY = 24 * 60 * 60 * 1000L;

    @Override
    public long firstEnd(long pane) {
        return midnight(next(dateOf(pane)));
    }

    @Override
    public long lastEnd(long pane) {
        return firstEnd(pane);
    }

    @Override
    public long nextEnd(long end) {
        return firstEnd(end);
    }

    @Override
    public long start(long end) {
        return midnight(dateOf(end - 1));
    }

    @Override
    public Stretch earlier(long end, int windows) {
        long at = end;
        for (int i = 0; i < windows; i++) {
            at = start(at);
        }
        return new Stretch(start(at), at);
    }

    @Override
    public long later(long end, int windows) {
        long at = end;
        for (int i = 0; i < windows; i++) {
            at = nextEnd(at);
        }
        return at;
    }

    /** The longest pane, in milliseconds, of which all local midnights are multiples, whatever the zone's clocks did. */
    static long pane(ZoneId zone) {
        Set<ZoneOffset> offsets = new HashSet<>();
        offsets.add(zone.getRules().getOffset(Instant.EPOCH));
        zone.getRules().getTransitions().stream()
                .filter(transition -> transition.getInstant().isAfter(Instant.EPOCH))
                .forEach(transition -> offsets.add(transition.getOffsetAfter()));
        zone.getRules().getTransitionRules().forEach(rule -> {
            offsets.add(rule.getOffsetBefore());
            offsets.add(rule.getOffsetAfter());
        });
        return offsets.stream()
                .map(offset -> BigInteger.valueOf(1000L * offset.getTotalSeconds()))
                .reduce(BigInteger.valueOf(DAY), BigInteger::gcd)
                .longValueExact();
    }

    /** First day of the window that a time belongs to. */
    private LocalDate dateOf(long time) {
        LocalDate day = Instant.ofEpochMilli(time).atZone(zone).toLocalDate();
        return switch (unit) {
            case DAY -> day;
            case WEEK -> day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
            case MONTH -> day.withDayOfMonth(1);
        };
    }

    private LocalDate next(LocalDate first) {
        return switch (unit) {
            case DAY -> first.plusDays(1);
            case WEEK -> first.plusWeeks(1);
            case MONTH -> first.plusMonths(1);
        };
    }

    private long midnight(LocalDate day) {
        return day.atStartOfDay(zone).toInstant().toEpochMilli();
    }
}
