package io.evalstream.jobs.cli;

import io.evalstream.jobs.serving.ServingFormat;
import io.evalstream.metrics.metric.Suggestion;
import io.evalstream.schemas.Format;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * How a topic that is read is written: in a format of our own, or as a log of a serving platform.
 *
 * @param codec null for a log
 * @param serving null for a format of our own
 */
record InputFormat(@Nullable Format codec, @Nullable ServingFormat serving) {

    /** The format of our own; another where this is a log. */
    Format codecOr(Format other) {
        return codec == null ? other : codec;
    }

    /** Formats by name. */
    static final class Converter implements ITypeConverter<InputFormat> {
        @Override
        public InputFormat convert(String name) {
            List<String> names = new ArrayList<>();
            for (Format format : Format.values()) {
                if (format.toString().equals(name)) {
                    return new InputFormat(format, null);
                }
                names.add(format.toString());
            }
            Arrays.stream(ServingFormat.values()).forEach(format -> names.add(format.toString()));
            return ServingFormat.named(name)
                    .map(format -> new InputFormat(null, format))
                    .orElseThrow(() -> new TypeConversionException("unknown format '" + name + "'; use one of "
                            + String.join(", ", names) + Suggestion.of(name, names)));
        }
    }
}
