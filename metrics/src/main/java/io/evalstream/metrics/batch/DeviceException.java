package io.evalstream.metrics.batch;

/** A device that cannot be had here. The message says what was found, what was expected and what to do. */
public final class DeviceException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public DeviceException(String message) {
        super(message);
    }

    public DeviceException(String message, Throwable cause) {
        super(message, cause);
    }
}
