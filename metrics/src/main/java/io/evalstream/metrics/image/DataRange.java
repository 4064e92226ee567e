package io.evalstream.metrics.image;

import io.evalstream.metrics.metric.Arguments;
import io.evalstream.metrics.metric.Parameter;
import java.util.List;

/**
 * From where to where the numbers of images go.
 *
 * @param clamps whether numbers outside count as its ends
 */
record DataRange(double least, double most, boolean clamps) {

    static final Parameter PARAMETER = Parameter.of(
                    "data_range",
                    Parameter.Type.NUMBERS,
                    null,
                    "largest less smallest possible number of an image, or both as a list, which images are then clamped to")
            .mustBeGiven();

    static DataRange of(Arguments arguments) {
        List<Double> given = arguments.numbers(PARAMETER.name());
        DataRange range = given.size() == 1
                ? new DataRange(0, given.get(0), false)
                : given.size() == 2 ? new DataRange(given.get(0), given.get(1), true) : new DataRange(0, 0, false);
        if (!(range.extent() > 0 && Double.isFinite(range.extent()))) {
            throw arguments.refuse("'data_range' is " + given + "; expected a number above 0, or the smallest and the"
                    + " largest number of an image");
        }
        return range;
    }

    double extent() {
        return most - least;
    }

    double clamp(double value) {
        return clamps ? Math.min(Math.max(value, least), most) : value;
    }
}
