package io.evalstream.metrics.metric;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them: {@code 10m}, {@code 1h30m}, {@code 500ms}, {@code 7d}, or in ISO 8601. */
public final class DurationText {

    /** What a duration is, for messages. */
    public static final String EXPECTED = "a duration such as 10m, 1h30m, 24h, 500ms or 7d";

    /** Regular expression of the texts, for the JSON schema. */
    public static final String REGEX =
            "^([0-9]+(ms|s|m|h|d))+$|^P(?=.)([0-9]+D)?(T(?=.)([0-9]+H)?([0-9]+M)?([0-9.]+S)?)?$";

    private static final Pattern WHOLE = Pattern.compile(REGEX);
    private static final Pattern PART = Pattern.compile("([0-9]+)(ms|s|m|h|d)");

    private DurationText() {}

    /** Reads a duration; empty where the text is none. */
    public static Optional<Duration> parse(String text) {
        if (!WHOLE.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            if (text.startsWith("P")) {
                return Optional.of(Duration.parse(text));
            }
            Duration total = Duration.ZERO;
            Matcher part = PART.matcher(text);
            while (part.find()) {
                total = total.plus(one(Long.parseLong(part.group(1)), part.group(2)));
            }
            return Optional.of(total);
        } catch (DateTimeParseException | ArithmeticException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static Duration one(long amount, String unit) {
        return switch (unit.toLowerCase(Locale.ROOT)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }
}
