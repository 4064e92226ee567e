package io.evalstream.jobs.export.mlflow;

import org.jspecify.annotations.Nullable;

/** MLflow did not do what it was asked. The message says where and what, and is fit to be shown to a person. */
public final class MlflowException extends Exception {
    private final boolean passing;

    MlflowException(String message, boolean passing, @Nullable Throwable cause) {
        super(message, cause);
        this.passing = passing;
    }

    /** Whether the same request may succeed later; else it is the request that is wrong. */
    public boolean isPassing() {
        return passing;
    }
}
