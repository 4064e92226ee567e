package io.evalstream.metrics.image;

import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Cell;
import io.evalstream.metrics.batch.Domain;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.Rejection;
import io.evalstream.metrics.batch.Requirement;
import io.evalstream.metrics.batch.Row;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An image and the one it is judged by. */
record ImagePair(Image preds, Image target) {

    private static final int PLANES = 3;

    static ImagePair of(Batch batch, int row) {
        return new ImagePair(Image.of(batch.numbers(Input.PREDS), row), Image.of(batch.numbers(Input.TARGET), row));
    }

    ImagePair within(DataRange range) {
        return new ImagePair(preds.within(range), target.within(range));
    }

    /** Moments of a channel of both. */
    LocalMoments moments(SeparableFilter filter, int channel) {
        return new LocalMoments(
                filter, preds.values(), preds.at(channel), target.values(), target.at(channel), preds.size());
    }

    static List<Requirement> requirements() {
        return List.of(image(Input.PREDS), image(Input.TARGET));
    }

    /** What is asked of a column of images. */
    static Requirement image(Input input) {
        return Requirement.of(input, new Domain.Finite());
    }

    /** A rejection unless both are channels of height by width, of one shape. */
    static @Nullable Rejection check(Row row) {
        return check(row, PLANES, PLANES);
    }

    /** A rejection unless both have so many dimensions, and one shape. */
    static @Nullable Rejection check(Row row, int fewest, int most) {
        Rejection shape = check(Input.PREDS, row, fewest, most);
        return shape != null ? shape : differentShapes(row, Input.PREDS, Input.TARGET);
    }

    /** A rejection for a column that does not hold so many dimensions, all with elements, or null. */
    static @Nullable Rejection check(Input input, Row row, int fewest, int most) {
        int[] shape = row.numbers(input).shape();
        if (shape.length >= fewest
                && shape.length <= most
                && Arrays.stream(shape).allMatch(length -> length > 0)) {
            return null;
        }
        return Rejection.wrongShape(
                input,
                row.numbers(input),
                fewest < PLANES
                        ? "an image of [channels, height, width] or [height, width]"
                        : most > PLANES
                                ? "an image of [channels, height, width] or [channels, depth, height, width]"
                                : "an image of [channels, height, width]");
    }

    static @Nullable Rejection check(Input input, Row row) {
        return check(input, row, PLANES, PLANES);
    }

    static @Nullable Rejection differentShapes(Row row, Input one, Input other) {
        Cell.Numbers first = row.numbers(one);
        Cell.Numbers second = row.numbers(other);
        return Arrays.equals(first.shape(), second.shape())
                ? null
                : Rejection.wrongShape(other, second, "that of " + one.name() + ", " + Arrays.toString(first.shape()));
    }

    /** A rejection for an image that is too small, or null. */
    static @Nullable Rejection tooSmall(Input input, Row row, int height, int width) {
        Cell.Numbers image = row.numbers(input);
        int rank = image.shape().length;
        return image.shape()[rank - 2] >= height && image.shape()[rank - 1] >= width
                ? null
                : Rejection.wrongShape(
                        input, image, "a height of at least " + height + " and a width of at least " + width);
    }
}
