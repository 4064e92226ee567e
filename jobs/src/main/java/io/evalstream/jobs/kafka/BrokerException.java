package io.evalstream.jobs.kafka;

import org.jspecify.annotations.Nullable;

/**
 * Kafka did not do what it was asked. The message says where, what happened and what to do, and is fit to be shown to a
 * person without that of the cause.
 */
public final class BrokerException extends RuntimeException {
    public BrokerException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
