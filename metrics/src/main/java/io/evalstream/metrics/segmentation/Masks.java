package io.evalstream.metrics.segmentation;

import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Cell;
import io.evalstream.metrics.batch.ColumnSet;
import io.evalstream.metrics.batch.Domain;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.NumberColumn;
import io.evalstream.metrics.batch.Rejection;
import io.evalstream.metrics.batch.Requirement;
import io.evalstream.metrics.batch.Row;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How predicted and true masks come.
 *
 * @param classes number of classes, or null where the first dimension of a row says it, which only one-hot masks do
 * @param background whether class 0 counts; it always does where it is the only one
 */
record Masks(@Nullable Integer classes, boolean background, Format format) implements ColumnSet {

    /** What the numbers of a mask are. */
    enum Format {
        /** Zeros and ones by class and pixel. */
        ONE_HOT,
        /** The class of each pixel. */
        INDEX,
        /** One side by class and pixel, the other the class of each pixel. */
        MIXED
    }

    /** First class that counts, of so many. */
    int first(int ofClasses) {
        return background || ofClasses == 1 ? 0 : 1;
    }

    /** Number of classes that count, of so many. */
    int counted(int ofClasses) {
        return ofClasses - first(ofClasses);
    }

    @Override
    public List<Requirement> requirements() {
        return List.of(requirement(Input.PREDS), requirement(Input.TARGET));
    }

    @Override
    public @Nullable Rejection check(Row row) {
        Cell.Numbers preds = row.numbers(Input.PREDS);
        Cell.Numbers target = row.numbers(Input.TARGET);
        boolean predsByClass = isByClass(preds.shape(), target.shape());
        boolean targetByClass = isByClass(target.shape(), preds.shape());
        boolean mixed = predsByClass != targetByClass;
        int[] predsPixels = predsByClass ? withoutFirst(preds.shape()) : preds.shape();
        int[] targetPixels = targetByClass ? withoutFirst(target.shape()) : target.shape();
        if (mixed != (format == Format.MIXED)
                || predsPixels.length == 0
                || !Arrays.equals(predsPixels, targetPixels)
                || (predsByClass && targetByClass && preds.shape()[0] != target.shape()[0])) {
            return new Rejection(
                    Rejection.Reason.WRONG_WIDTH,
                    "preds has the shape " + Arrays.toString(preds.shape()) + " and target "
                            + Arrays.toString(target.shape()) + "; expected " + expected());
        }
        return mixed ? checkMixed(predsByClass ? preds : target, predsByClass ? target : preds) : null;
    }

    /** Sizes of the masks of each class and of what they have in common, of every row; computed once for a batch. */
    List<Areas> areas(Batch batch) {
        return batch.derived(this, rows -> {
            Areas[] areas = new Areas[rows.size()];
            for (int row = 0; row < areas.length; row++) {
                areas[row] = areas(rows, row);
            }
            return List.of(areas);
        });
    }

    /** Whether a class has each of the pixels. */
    boolean[] mask(Batch batch, Input input, int row, int ofClass) {
        NumberColumn column = batch.numbers(input);
        boolean byClass =
                isByClass(column.shape(row), batch.numbers(other(input)).shape(row));
        int pixels = byClass ? column.length(row) / column.shape(row)[0] : column.length(row);
        return mask(column.values(), column.start(row), pixels, byClass, ofClass);
    }

    /** Whether a mask has a pixel of a class; the other side's mask says how this one comes. */
    boolean isPresent(int ofClass, Cell.Numbers mask, Cell.Numbers other) {
        boolean byClass = isByClass(mask.shape(), other.shape());
        int pixels = byClass ? mask.values().length / mask.shape()[0] : mask.values().length;
        for (boolean pixel : mask(mask.values(), 0, pixels, byClass, ofClass)) {
            if (pixel) {
                return true;
            }
        }
        return false;
    }

    /** Number of classes of a row. */
    int classesOf(Batch batch, int row) {
        return classes == null ? batch.numbers(Input.PREDS).shape(row)[0] : classes;
    }

    private static boolean[] mask(double[] values, int start, int pixels, boolean byClass, int ofClass) {
        boolean[] mask = new boolean[pixels];
        for (int i = 0; i < pixels; i++) {
            mask[i] = byClass ? values[start + ofClass * pixels + i] != 0 : values[start + i] == ofClass;
        }
        return mask;
    }

    private Areas areas(Batch batch, int row) {
        int all = classesOf(batch, row);
        int first = first(all);
        Areas areas = new Areas(new long[all - first], new long[all - first], new long[all - first]);
        if (format == Format.INDEX) {
            NumberColumn preds = batch.numbers(Input.PREDS);
            NumberColumn target = batch.numbers(Input.TARGET);
            for (int i = 0; i < preds.length(row); i++) {
                int predicted = (int) preds.values()[preds.start(row) + i] - first;
                int expected = (int) target.values()[target.start(row) + i] - first;
                if (predicted >= 0) {
                    areas.predicted()[predicted]++;
                    areas.common()[predicted] += predicted == expected ? 1 : 0;
                }
                if (expected >= 0) {
                    areas.expected()[expected]++;
                }
            }
            return areas;
        }
        for (int i = 0; i < all - first; i++) {
            boolean[] predicted = mask(batch, Input.PREDS, row, first + i);
            boolean[] expected = mask(batch, Input.TARGET, row, first + i);
            for (int pixel = 0; pixel < predicted.length; pixel++) {
                areas.predicted()[i] += predicted[pixel] ? 1 : 0;
                areas.expected()[i] += expected[pixel] ? 1 : 0;
                areas.common()[i] += predicted[pixel] && expected[pixel] ? 1 : 0;
            }
        }
        return areas;
    }

    private Requirement requirement(Input input) {
        return switch (format) {
            case ONE_HOT ->
                classes == null
                        ? Requirement.of(input, new Domain.Classes(2, null))
                        : Requirement.wide(input, classes, new Domain.Classes(2, null));
            case INDEX -> Requirement.of(input, new Domain.Classes(known(), null));
            case MIXED -> Requirement.of(input, new Domain.Classes(Math.max(2, known()), null));
        };
    }

    private @Nullable Rejection checkMixed(Cell.Numbers byClass, Cell.Numbers index) {
        int width = byClass.shape()[0];
        if (width != known()) {
            return new Rejection(
                    Rejection.Reason.WRONG_WIDTH,
                    "a mask has the shape " + Arrays.toString(byClass.shape()) + "; expected " + known()
                            + " classes in its first dimension");
        }
        for (double value : byClass.values()) {
            if (value > 1) {
                return new Rejection(
                        Rejection.Reason.OUT_OF_RANGE, "a mask by class holds " + value + "; expected 0 or 1");
            }
        }
        for (double value : index.values()) {
            if (value >= width) {
                return new Rejection(
                        Rejection.Reason.OUT_OF_RANGE,
                        "a mask holds the class " + value + "; expected 0 to " + (width - 1));
            }
        }
        return null;
    }

    /** The number of classes, where the format asks for it. */
    int known() {
        return Objects.requireNonNull(classes);
    }

    private boolean isByClass(int[] shape, int[] otherShape) {
        return format == Format.ONE_HOT || (format == Format.MIXED && shape.length == otherShape.length + 1);
    }

    private String expected() {
        return switch (format) {
            case ONE_HOT -> "both by class and pixel, of one shape";
            case INDEX -> "the class of each pixel, of one shape";
            case MIXED -> "one by class and pixel, and the other the class of each pixel";
        };
    }

    private static int[] withoutFirst(int[] shape) {
        return shape.length == 0 ? shape : Arrays.copyOfRange(shape, 1, shape.length);
    }

    private static Input other(Input input) {
        return input.equals(Input.PREDS) ? Input.TARGET : Input.PREDS;
    }
}
