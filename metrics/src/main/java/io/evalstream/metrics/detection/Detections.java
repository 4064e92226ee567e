package io.evalstream.metrics.detection;

import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Cell;
import io.evalstream.metrics.batch.Cells;
import io.evalstream.metrics.batch.Domain;
import io.evalstream.metrics.batch.Rejection;
import io.evalstream.metrics.batch.Requirement;
import io.evalstream.metrics.batch.Row;
import io.evalstream.metrics.batch.Statistic;
import io.evalstream.metrics.state.Slot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of every detection, and how many true objects there were.
 *
 * <p>An image is matched when it comes; nothing of it is kept but one key for each detection: its class, its score, and for
 * each range of areas and each overlap asked for whether it was right, in two bits. Detections alike in all of it are
 * counted.
 *
 * @param masks whether objects are compared by their masks, else by their boxes
 * @param format what the numbers of a box are
 * @param trueMasks whether a true object's area is that of its mask, where it does not come with one
 * @param byClass whether only detections and objects of one class are matched
 * @param cap largest number of distinct detections, and of classes
 */
record Detections(boolean masks, BoxFormat format, boolean trueMasks, boolean byClass, Criteria criteria, int cap)
        implements Statistic {

    /** Slots. */
    static final int LABELS = 0;

    static final int OBJECTS = 1;
    static final int OUTCOMES = 2;
    private static final int IMAGES = 3;

    /** Words of a key before those with the outcomes: class, and score from the highest on. */
    static final int KEY_HEAD = 2;

    /** The same with all objects as one class. */
    Detections together() {
        return new Detections(masks, format, trueMasks, false, criteria, cap);
    }

    @Override
    public List<Slot> slots() {
        return List.of(
                Slot.sparse("labels", 1, cap),
                Slot.sparse("objects", 1, cap),
                Slot.sparse("outcomes", KEY_HEAD + criteria.words(), cap),
                Slot.counts("images"));
    }

    @Override
    public List<Requirement> requirements() {
        List<Requirement> requirements = new ArrayList<>();
        for (ObjectColumns side : List.of(ObjectColumns.PREDS, ObjectColumns.TARGET)) {
            if (!masks) {
                requirements.add(side.requiredBoxes());
            }
            if (masks || (trueMasks && side.equals(ObjectColumns.TARGET))) {
                requirements.add(side.requiredMasks());
            }
            requirements.add(side.requiredLabels());
        }
        requirements.add(Requirement.of(ObjectColumns.SCORES, new Domain.Finite()));
        requirements.add(
                Requirement.of(ObjectColumns.CROWD, new Domain.Classes(2, null)).orAbsent());
        requirements.add(Requirement.of(ObjectColumns.AREA, new Domain.Finite()).orAbsent());
        return requirements;
    }

    @Override
    public @Nullable Rejection check(Row row) {
        List<@Nullable Rejection> rejections = new ArrayList<>();
        if (!masks) {
            rejections.add(ObjectColumns.PREDS.checkBoxes(row));
            rejections.add(ObjectColumns.TARGET.checkBoxes(row));
        }
        if (masks) {
            rejections.add(ObjectColumns.PREDS.checkMasks(row));
        }
        if (trueMasks) {
            rejections.add(ObjectColumns.TARGET.checkMasks(row));
        }
        rejections.add(ObjectColumns.PREDS.checkEach(row, List.of(ObjectColumns.SCORES)));
        rejections.add(ObjectColumns.TARGET.checkEach(row, List.of(ObjectColumns.CROWD, ObjectColumns.AREA)));
        for (Rejection rejection : rejections) {
            if (rejection != null) {
                return rejection;
            }
        }
        return masks ? checkOneSize(row) : null;
    }

    private static @Nullable Rejection checkOneSize(Row row) {
        Cell.Numbers preds = row.numbers(ObjectColumns.PREDS.masks());
        Cell.Numbers target = row.numbers(ObjectColumns.TARGET.masks());
        if (preds.values().length == 0 || target.values().length == 0) {
            return null;
        }
        int[] expected = target.shape().clone();
        expected[0] = preds.shape()[0];
        return Arrays.equals(preds.shape(), expected)
                ? null
                : Rejection.wrongShape(
                        ObjectColumns.PREDS.masks(), preds, Arrays.toString(expected) + ", pixels as in target");
    }

    @Override
    public void update(Batch batch, Cells cells) {
        long[] key = new long[KEY_HEAD + criteria.words()];
        for (int row = 0; row < batch.size(); row++) {
            DetectedImage image = new DetectedImage(this, batch, row);
            for (long label : image.classes()) {
                image.addClass(label, key, cells);
            }
            image.countLabels(cells.map(row, LABELS));
            cells.count(row, IMAGES, 0, batch.multiplicity(row));
        }
    }

    /** The key under which the true objects of a class are counted that count in a range of areas. */
    static long objectKey(long label, Area area) {
        return Area.COUNT * label + area.index();
    }
}
