package io.evalstream.metrics.ranking;

import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Cells;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.NumberColumn;
import io.evalstream.metrics.state.Memory;
import io.evalstream.metrics.state.Slot;
import java.util.Arrays;
import java.util.List;

/** Elements counted by class, by the bucket of their score among cut points, and by whether they are positive. */
record BinnedScores(Scoring scoring, Cuts cuts) implements CurveStatistic {

    @Override
    public List<Slot> slots() {
        return List.of(Slot.counts("elements", scoring.classes(), cuts.count() + 1, 2));
    }

    @Override
    public void update(Batch batch, Cells cells) {
        if (scoring.task() == Task.MULTICLASS) {
            countClasses(batch, cells);
        } else {
            countLabels(batch, cells);
        }
    }

    @Override
    public Curve[] curves(Memory memory) {
        long[] elements = memory.counts(0);
        int perLabel = 2 * (cuts.count() + 1);
        Curve[] curves = new Curve[scoring.classes()];
        for (int label = 0; label < curves.length; label++) {
            curves[label] = curve(Arrays.copyOfRange(elements, label * perLabel, (label + 1) * perLabel));
        }
        return curves;
    }

    @Override
    public Curve pooled(Memory memory) {
        long[] elements = memory.counts(0);
        long[] together = new long[2 * (cuts.count() + 1)];
        for (int i = 0; i < elements.length; i++) {
            together[i % together.length] += elements[i];
        }
        return curve(together);
    }

    /** The curve of one class: what lies in a cut point's bucket or above it reaches the cut point. */
    private Curve curve(long[] elements) {
        for (int i = elements.length - 3; i >= 0; i--) {
            elements[i] += elements[i + 2];
        }
        double[] given = cuts.points();
        double[] thresholds = new double[given.length];
        long[] truePositives = new long[given.length];
        long[] falsePositives = new long[given.length];
        for (int point = 0; point < given.length; point++) {
            int cut = given.length - 1 - point;
            thresholds[point] = given[cut];
            falsePositives[point] = elements[2 * cuts.bucket(given[cut])];
            truePositives[point] = elements[2 * cuts.bucket(given[cut]) + 1];
        }
        return new Curve(thresholds, truePositives, falsePositives, elements[1], elements[0]);
    }

    private void countLabels(Batch batch, Cells cells) {
        double[] scores = scoring.scores(batch);
        NumberColumn target = batch.numbers(Input.TARGET);
        NumberColumn preds = batch.numbers(Input.PREDS);
        double[] targets = target.values();
        double ignored = scoring.ignored();
        int classes = scoring.classes();
        int perLabel = 2 * (cuts.count() + 1);
        int offset = cells.offset(0);
        for (int row = 0; row < batch.size(); row++) {
            long[] words = cells.words(row);
            long multiplicity = batch.multiplicity(row);
            int from = target.start(row);
            int shift = preds.start(row) - from;
            int stride = scoring.elements(target.length(row));
            int base = offset;
            for (int label = 0; label < classes; label++) {
                for (int end = from + stride; from < end; from++) {
                    double truth = targets[from];
                    if (truth != ignored) {
                        words[base + 2 * cuts.bucket(scores[from + shift]) + (int) truth] += multiplicity;
                    }
                }
                base += perLabel;
            }
        }
    }

    private void countClasses(Batch batch, Cells cells) {
        double[] scores = scoring.scores(batch);
        NumberColumn target = batch.numbers(Input.TARGET);
        NumberColumn preds = batch.numbers(Input.PREDS);
        double[] targets = target.values();
        double ignored = scoring.ignored();
        int classes = scoring.classes();
        int perClass = 2 * (cuts.count() + 1);
        int offset = cells.offset(0);
        for (int row = 0; row < batch.size(); row++) {
            long[] words = cells.words(row);
            long multiplicity = batch.multiplicity(row);
            int from = target.start(row);
            int stride = target.end(row) - from;
            for (int i = 0; i < stride; i++) {
                double truth = targets[from + i];
                if (truth != ignored) {
                    int at = preds.start(row) + i;
                    int base = offset;
                    for (int label = 0; label < classes; label++) {
                        words[base + 2 * cuts.bucket(scores[at]) + (label == (int) truth ? 1 : 0)] += multiplicity;
                        at += stride;
                        base += perClass;
                    }
                }
            }
        }
    }
}
