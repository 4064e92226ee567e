package io.evalstream.metrics.detection;

import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Cell;
import io.evalstream.metrics.batch.Cells;
import io.evalstream.metrics.batch.Domain;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.NumberColumn;
import io.evalstream.metrics.batch.Rejection;
import io.evalstream.metrics.batch.Requirement;
import io.evalstream.metrics.batch.Row;
import io.evalstream.metrics.batch.Statistic;
import io.evalstream.metrics.state.Slot;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Segments found, missed and made up, by category, and the exact sum of the overlaps of those found. A predicted and a
 * true segment of one category are one another's where they overlap by more than half: there is at most one such.
 *
 * @param allowUnknown whether predicted pixels may be of unknown categories, which then count nowhere
 * @param modified whether for categories without instances every overlap counts, by the number of true segments
 */
record PanopticSegments(Categories categories, boolean allowUnknown, boolean modified) implements Statistic {

    /** Slots. */
    static final int OVERLAPS = 0;

    static final int FOUND = 1;
    static final int MADE_UP = 2;
    static final int MISSED = 3;
    private static final int IMAGES = 4;

    @Override
    public List<Slot> slots() {
        int count = categories.count();
        return List.of(
                Slot.exactSum("overlaps", count),
                Slot.counts("found", count),
                Slot.counts("made_up", count),
                Slot.counts("missed", count),
                Slot.counts("images"));
    }

    @Override
    public List<Requirement> requirements() {
        return List.of(Requirement.of(Input.PREDS, Domain.Whole.ANY), Requirement.of(Input.TARGET, Domain.Whole.ANY));
    }

    @Override
    public @Nullable Rejection check(Row row) {
        Cell.Numbers preds = row.numbers(Input.PREDS);
        int[] shape = preds.shape();
        if (shape.length < 2
                || shape[shape.length - 1] != 2
                || !Arrays.equals(shape, row.numbers(Input.TARGET).shape())) {
            return new Rejection(
                    Rejection.Reason.WRONG_WIDTH,
                    "preds has the shape " + Arrays.toString(shape) + " and target "
                            + Arrays.toString(row.numbers(Input.TARGET).shape())
                            + "; expected the same of both: the pixels, and for each its category and instance");
        }
        for (int i = 0; !allowUnknown && i < preds.values().length; i += 2) {
            if (categories.indexOf((long) preds.values()[i]) < 0) {
                return new Rejection(
                        Rejection.Reason.OUT_OF_RANGE,
                        "preds holds the category " + (long) preds.values()[i]
                                + ", which is neither in 'things' nor in 'stuffs'; add it, or say"
                                + " `allow_unknown_preds_category: true`");
            }
        }
        return null;
    }

    @Override
    public void update(Batch batch, Cells cells) {
        for (int row = 0; row < batch.size(); row++) {
            count(batch, cells, row);
            cells.count(row, IMAGES, 0, batch.multiplicity(row));
        }
    }

    private void count(Batch batch, Cells cells, int row) {
        long multiplicity = batch.multiplicity(row);
        Map<Segment.Pair, Integer> common = common(batch, row);
        Map<Segment, Integer> predicted = new HashMap<>();
        Map<Segment, Integer> expected = new HashMap<>();
        common.forEach((pair, size) -> {
            predicted.merge(pair.predicted(), size, Integer::sum);
            expected.merge(pair.expected(), size, Integer::sum);
        });
        Set<Segment> matched = new HashSet<>();
        Set<Segment> found = new HashSet<>();
        common.forEach((pair, size) -> {
            int category = pair.expected().category();
            if (category < 0 || pair.predicted().category() != category) {
                return;
            }
            int union = Segment.size(predicted, pair.predicted())
                    - Segment.size(common, new Segment.Pair(pair.predicted(), Segment.VOID))
                    + Segment.size(expected, pair.expected())
                    - Segment.size(common, new Segment.Pair(Segment.VOID, pair.expected()))
                    - size;
            boolean half = 2L * size > union;
            if (half || isModified(category)) {
                cells.sum(row, OVERLAPS, category).add((double) size / union, multiplicity);
            }
            if (half && !isModified(category)) {
                matched.add(pair.predicted());
                found.add(pair.expected());
            }
        });
        expected.forEach((segment, size) -> {
            int category = segment.category();
            if (category >= 0 && (isModified(category) || found.contains(segment))) {
                cells.count(row, FOUND, category, multiplicity);
            } else if (category >= 0 && !isMostlyVoid(common, new Segment.Pair(Segment.VOID, segment), size)) {
                cells.count(row, MISSED, category, multiplicity);
            }
        });
        predicted.forEach((segment, size) -> {
            int category = segment.category();
            if (category >= 0
                    && !isModified(category)
                    && !matched.contains(segment)
                    && !isMostlyVoid(common, new Segment.Pair(segment, Segment.VOID), size)) {
                cells.count(row, MADE_UP, category, multiplicity);
            }
        });
    }

    private boolean isModified(int category) {
        return modified && !categories.isThing(category);
    }

    /** A segment of which more than half lies where the other side knows no category is neither missed nor made up. */
    private static boolean isMostlyVoid(Map<Segment.Pair, Integer> common, Segment.Pair withVoid, int size) {
        return 2L * Segment.size(common, withVoid) > size;
    }

    /** Pixels that a predicted and a true segment have in common. */
    private Map<Segment.Pair, Integer> common(Batch batch, int row) {
        NumberColumn preds = batch.numbers(Input.PREDS);
        NumberColumn target = batch.numbers(Input.TARGET);
        Map<Segment.Pair, Integer> common = new HashMap<>();
        for (int i = 0; i < preds.length(row); i += 2) {
            common.merge(
                    new Segment.Pair(
                            Segment.at(preds, preds.start(row) + i, categories),
                            Segment.at(target, target.start(row) + i, categories)),
                    1,
                    Integer::sum);
        }
        return common;
    }
}
