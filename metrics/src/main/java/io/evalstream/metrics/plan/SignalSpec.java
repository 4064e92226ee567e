package io.evalstream.metrics.plan;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * What a training loop wants to be told of a metric's values from epoch to epoch. Words and defaults are those of
 * Lightning's EarlyStopping and of PyTorch's ReduceLROnPlateau.
 */
public record SignalSpec(
        @Key(value = "name under which a metric of the plan is reported; its value is a number", example = "f1_score")
        String monitor,

        @Key(value = "the stage whose epochs count", fallback = "validate")
        String stage,

        @Key(value = "the data set whose epochs count; each on its own where left out", example = "holdout") @Nullable
        String dataset,

        @Key(value = "name of the rule in alerts; the metric's where left out", example = "stop") @Nullable
        String name,

        @Key(value = "which values are better; what the metric says where left out", example = "max") @Nullable
        Mode mode,

        @Key(value = "by how much a value must be better than the best one to count as improved", fallback = "0.0")
        double minDelta,

        @Key(value = "after how many epochs in a row that did not improve patience is exhausted", fallback = "3")
        int patience,

        @Key(value = "a value better than this is reached", example = "0.99") @Nullable
        Double stoppingThreshold,

        @Key(value = "a value worse than this has diverged", example = "0.1") @Nullable
        Double divergenceThreshold,

        @Key(value = "whether an undefined value is told", fallback = "true")
        boolean checkFinite,

        @Key(value = "when a learning rate should be reduced; never where left out", example = "{patience: 10}")
        @Nullable
        Plateau plateau)
        implements Serializable {

    /** Which values are better. */
    public enum Mode {
        MIN,
        MAX
    }

    /** How a threshold is meant: as a share of the best value, or as a difference from it. */
    public enum ThresholdMode {
        REL,
        ABS
    }

    /** When a metric has stopped improving, in the sense of ReduceLROnPlateau. */
    public record Plateau(
            @Key(value = "how many epochs in a row may pass without improvement", fallback = "10")
            int patience,

            @Key(value = "by how much a value must be better than the best one", fallback = "0.0001")
            double threshold,

            @Key(value = "whether that is a share of the best value, or a difference", fallback = "rel")
            ThresholdMode thresholdMode,

            @Key(value = "how many epochs after a plateau are not counted", fallback = "0")
            int cooldown)
            implements Serializable {}

    /** Early stopping on a metric of the validation, with the defaults of the plan file. */
    public static SignalSpec of(String monitor) {
        return new SignalSpec(monitor, "validate", null, null, null, 0.0, 3, null, null, true, null);
    }

    /** The name of the rule in alerts. */
    public String reportedName() {
        return name == null ? monitor : name;
    }
}
