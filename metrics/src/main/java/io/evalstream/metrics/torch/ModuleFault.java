package io.evalstream.metrics.torch;

import ai.djl.engine.EngineException;

/** A user's module did not do what it must with what it was given. The message says what it did. */
final class ModuleFault extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private static final int MOST_CHARACTERS = 300;

    ModuleFault(String message) {
        super(message, null, false, false);
    }

    /** What a method raised: the last line of what the interpreter says, which is that of the error itself. */
    static ModuleFault raised(String method, EngineException raised) {
        String text = String.valueOf(raised.getMessage()).strip();
        String line = text.substring(text.lastIndexOf('\n') + 1).strip();
        return new ModuleFault("`" + method + "` raises: "
                + (line.length() > MOST_CHARACTERS ? line.substring(0, MOST_CHARACTERS) + "…" : line));
    }
}
