package io.evalstream.schemas;

/** What is wrong at one place of a JSON tree; the place is put together while the exception rises. */
final class JsonFault extends Exception {
    private final Reason reason;
    private String place = "";

    JsonFault(Reason reason, String message) {
        super(message, null, false, false);
        this.reason = reason;
    }

    JsonFault within(String outer) {
        place = outer + place;
        return this;
    }

    Reason reason() {
        return reason;
    }

    /** The path from the record to the value, such as {@code .outputs[2].shape}. */
    String place() {
        return place;
    }
}
