package io.evalstream.metrics.detection;

import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Cells;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.NumberColumn;
import io.evalstream.metrics.state.OrderedBits;
import io.evalstream.metrics.state.SparseCounts;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** One image of a batch, and how its detections fare against its true objects. */
final class DetectedImage {

    private final Detections rules;
    private final Batch batch;
    private final int row;
    private final long multiplicity;
    private final Regions detected;
    private final Regions expected;
    /** What the areas of true objects are taken from. */
    private final Regions measured;

    DetectedImage(Detections rules, Batch batch, int row) {
        this.rules = rules;
        this.batch = batch;
        this.row = row;
        multiplicity = batch.multiplicity(row);
        detected = regions(ObjectColumns.PREDS);
        expected = regions(ObjectColumns.TARGET);
        measured = rules.trueMasks() ? Regions.Masks.of(batch, ObjectColumns.TARGET, row) : expected;
    }

    private Regions regions(ObjectColumns side) {
        return rules.masks()
                ? Regions.Masks.of(batch, side, row)
                : new Regions.Boxes(rules.format().sizes(batch, side.boxes(), row));
    }

    /** The classes to match, or 0 for all of them together. */
    Set<Long> classes() {
        Set<Long> classes = new TreeSet<>();
        for (ObjectColumns side : List.of(ObjectColumns.PREDS, ObjectColumns.TARGET)) {
            for (int i = 0; i < side.count(batch, row); i++) {
                classes.add(rules.byClass() ? side.label(batch, row, i) : 0);
            }
        }
        return classes;
    }

    void countLabels(SparseCounts labels) {
        for (ObjectColumns side : List.of(ObjectColumns.PREDS, ObjectColumns.TARGET)) {
            for (int i = 0; i < side.count(batch, row); i++) {
                labels.add(side.label(batch, row, i), multiplicity);
            }
        }
    }

    void addClass(long label, long[] key, Cells cells) {
        int[] objects = of(ObjectColumns.TARGET, label).toArray();
        // A stable sort: of equal scores the detection that the row has first comes first.
        int[] detections = of(ObjectColumns.PREDS, label)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> 0.0 - score(i)))
                .limit(rules.criteria().most())
                .mapToInt(i -> i)
                .toArray();
        boolean[] crowd = new boolean[objects.length];
        double[] areas = new double[objects.length];
        for (int i = 0; i < objects.length; i++) {
            crowd[i] = given(ObjectColumns.CROWD, objects[i]) != 0;
            areas[i] = area(objects[i]);
        }
        Matching matching = new Matching(detected, detections, expected, objects, crowd, areas);
        SparseCounts counts = cells.map(row, Detections.OBJECTS);
        for (Area area : Area.values()) {
            for (int i = 0; i < objects.length; i++) {
                if (!matching.ignores(i, area)) {
                    counts.add(Detections.objectKey(label, area), multiplicity);
                }
            }
        }
        addOutcomes(label, detections, matching, key, cells.map(row, Detections.OUTCOMES));
    }

    private void addOutcomes(long label, int[] detections, Matching matching, long[] key, SparseCounts outcomes) {
        Criteria criteria = rules.criteria();
        long[][] words = new long[detections.length][criteria.words()];
        for (Area area : Area.values()) {
            for (int overlap = 0; overlap < criteria.overlaps().size(); overlap++) {
                int[] found = matching.outcomes(area, criteria.overlaps().get(overlap));
                for (int i = 0; i < found.length; i++) {
                    criteria.put(words[i], 0, area, overlap, found[i]);
                }
            }
        }
        key[0] = label;
        for (int i = 0; i < detections.length; i++) {
            criteria.putLimit(words[i], 0, criteria.limit(i));
            // The complement sorts the highest score first.
            key[1] = ~OrderedBits.of(score(detections[i]));
            System.arraycopy(words[i], 0, key, Detections.KEY_HEAD, words[i].length);
            outcomes.add(key, 0, multiplicity);
        }
    }

    private IntStream of(ObjectColumns side, long label) {
        return IntStream.range(0, side.count(batch, row))
                .filter(i -> !rules.byClass() || side.label(batch, row, i) == label);
    }

    private double score(int detection) {
        return given(ObjectColumns.SCORES, detection);
    }

    private double area(int object) {
        double given = given(ObjectColumns.AREA, object);
        return given > 0 ? given : measured.area(object);
    }

    /** An object's number in a column, or 0 where the row lacks it. */
    private double given(Input input, int object) {
        NumberColumn column = batch.numbers(input);
        return column.length(row) == 0 ? 0 : column.values()[column.start(row) + object];
    }
}
