package io.evalstream.metrics.ranking;

import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Cells;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.NumberColumn;
import io.evalstream.metrics.state.Memory;
import io.evalstream.metrics.state.OrderedBits;
import io.evalstream.metrics.state.Slot;
import io.evalstream.metrics.state.SparseCounts;
import java.util.Arrays;
import java.util.List;

/**
 * Elements counted by class, by their score, and by whether they are positive: all that an exact curve needs.
 *
 * <p>The ordered bits of a score in [0, 1] leave the two highest bits of a word free, so the score and the lowest bit for
 * "positive" share one word, and a binary key is that word alone. Scores on another scale need all 64 bits; their lowest
 * bit moves to a second word. Either way keys sort by class, then score, negatives before positives.
 *
 * @param maxDistinct the largest number of distinct keys
 */
record ExactScores(Scoring scoring, int maxDistinct) implements CurveStatistic {

    @Override
    public List<Slot> slots() {
        return List.of(Slot.sparse("elements", isOneWord() ? 1 : 2, maxDistinct));
    }

    @Override
    public void update(Batch batch, Cells cells) {
        double[] scores = scoring.scores(batch);
        NumberColumn target = batch.numbers(Input.TARGET);
        NumberColumn preds = batch.numbers(Input.PREDS);
        double[] targets = target.values();
        double ignored = scoring.ignored();
        int classes = scoring.classes();
        boolean oneHot = scoring.task() == Task.MULTICLASS;
        long[] key = new long[2];
        for (int row = 0; row < batch.size(); row++) {
            SparseCounts map = cells.map(row, 0);
            long multiplicity = batch.multiplicity(row);
            int at = preds.start(row);
            int stride = scoring.elements(preds.length(row));
            for (int label = 0; label < classes; label++) {
                int from = oneHot ? target.start(row) : target.start(row) + label * stride;
                for (int i = from; i < from + stride; i++, at++) {
                    double truth = targets[i];
                    if (truth != ignored) {
                        int positive = oneHot ? (truth == label ? 1 : 0) : (int) truth;
                        add(map, key, label, OrderedBits.of(scores[at]), positive, multiplicity);
                    }
                }
            }
        }
    }

    @Override
    public Curve[] curves(Memory memory) {
        SparseCounts map = memory.map(0);
        if (scoring.normalization() == Normalization.RAW) {
            return new Curve[] {rawCurve(map)};
        }
        if (isOneWord()) {
            return new Curve[] {curve(map)};
        }
        // Keys of one word are sorted without objects, so each class has its own map for as long as it is read.
        SparseCounts[] byClass = new SparseCounts[scoring.classes()];
        Arrays.setAll(byClass, label -> new SparseCounts(1, map.cap()));
        map.forEach((key, from, count) -> byClass[(int) key[from]].add(key[from + 1], count));
        return Arrays.stream(byClass).map(ExactScores::curve).toArray(Curve[]::new);
    }

    @Override
    public Curve pooled(Memory memory) {
        if (scoring.task() == Task.BINARY) {
            return curves(memory)[0];
        }
        SparseCounts map = memory.map(0);
        SparseCounts together = new SparseCounts(1, map.cap());
        map.forEach((key, from, count) -> together.add(key[from + 1], count));
        return curve(together);
    }

    /** An element that was retracted leaves a key with a count of 0, which is no point of the curve. */
    private static Curve curve(SparseCounts map) {
        Curve.Builder builder = new Curve.Builder();
        map.forEachSorted((key, from, count) -> {
            if (count != 0) {
                builder.add(OrderedBits.toDouble(key[from] >>> 1), (key[from] & 1) != 0, count);
            }
        });
        return builder.build();
    }

    private static Curve rawCurve(SparseCounts map) {
        Curve.Builder builder = new Curve.Builder();
        map.forEachSorted((key, from, count) -> {
            if (count != 0) {
                long bits = key[from] << 1 | key[from + 1] >>> 1;
                builder.add(OrderedBits.toDouble(bits), (key[from + 1] & 1) != 0, count);
            }
        });
        return builder.build();
    }

    private void add(SparseCounts map, long[] key, int label, long bits, int positive, long multiplicity) {
        if (isOneWord()) {
            map.add(bits << 1 | positive, multiplicity);
        } else if (scoring.normalization() == Normalization.RAW) {
            key[0] = bits >> 1;
            key[1] = (bits & 1) << 1 | positive;
            map.add(key, 0, multiplicity);
        } else {
            key[0] = label;
            key[1] = bits << 1 | positive;
            map.add(key, 0, multiplicity);
        }
    }

    private boolean isOneWord() {
        return scoring.task() == Task.BINARY && scoring.normalization() != Normalization.RAW;
    }
}
