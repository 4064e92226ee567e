package io.evalstream.schemas;

import org.jspecify.annotations.Nullable;

/**
 * The schema registry did not answer, or refused. That says nothing about the record at hand, so it is not a
 * {@link DecodeException}: the job has to fail and try again rather than call every record bad.
 */
public final class RegistryException extends RuntimeException {
    public RegistryException(String message) {
        this(message, null);
    }

    public RegistryException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
