package io.evalstream.metrics.image;

import io.evalstream.metrics.batch.Cell;
import io.evalstream.metrics.batch.Domain;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.Rejection;
import io.evalstream.metrics.batch.Requirement;
import io.evalstream.metrics.batch.Row;
import io.evalstream.metrics.metric.Parameter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The columns of what a network made of images: a vector of features, and whether the image was real. */
final class Features {

    static final Input FEATURES = Input.numbers("features", Input.Side.PREDICTION);
    static final Input REAL = Input.numbers("real", Input.Side.PREDICTION);

    /** The number of features, which is what TorchMetrics names a layer of its network by. */
    static final Parameter FEATURE =
            Parameter.integer("feature", 2048, "number of features of an image").within(1, 1 << 14);
    /** TorchMetrics' arguments that concern its network and its reset. */
    static final Parameter NORMALIZE = Parameter.flag(
            "normalize", false, "concerns images that a network is given; features are taken as they come");

    static final Parameter RESET_REAL_FEATURES = Parameter.flag(
            "reset_real_features", true, "changes nothing: a window is read from its own rows, a running one from all");

    private Features() {}

    /**
     * Vectors of so many numbers up to a bound, real or not.
     *
     * @param domain of a feature
     */
    static List<Requirement> requirements(int width, Domain domain) {
        return List.of(Requirement.wide(FEATURES, width, domain), Requirement.of(REAL, new Domain.Classes(2, null)));
    }

    /** A rejection for features that are no vector, or a mark that is not one number; or null. */
    static @Nullable Rejection check(Row row) {
        Rejection shape = checkVector(row);
        if (shape != null) {
            return shape;
        }
        return checkMark(row);
    }

    /** A rejection for a mark that is not one number; or null. */
    static @Nullable Rejection checkMark(Row row) {
        Cell.Numbers real = row.numbers(REAL);
        return real.values().length == 1 ? null : Rejection.wrongShape(REAL, real, "one number, true or false");
    }

    static @Nullable Rejection checkVector(Row row) {
        Cell.Numbers features = row.numbers(FEATURES);
        return features.shape().length == 1 ? null : Rejection.wrongShape(FEATURES, features, "a vector of features");
    }
}
