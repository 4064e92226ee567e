package io.evalstream.jobs.cli;

import io.evalstream.metrics.metric.DurationText;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Durations as plans write them. */
final class DurationConverter implements ITypeConverter<Duration> {

    @Override
    public Duration convert(String text) {
        return DurationText.parse(text)
                .orElseThrow(() -> new TypeConversionException(
                        "'" + text + "' is no duration; expected " + DurationText.EXPECTED));
    }
}
