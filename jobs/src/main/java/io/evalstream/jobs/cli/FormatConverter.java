package io.evalstream.jobs.cli;

import io.evalstream.schemas.Format;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Formats by name. */
final class FormatConverter implements ITypeConverter<Format> {
    @Override
    public Format convert(String name) {
        try {
            return Format.named(name);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }
}
