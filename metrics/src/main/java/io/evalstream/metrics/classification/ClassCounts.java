package io.evalstream.metrics.classification;

import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Expression;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.Kernel;
import io.evalstream.metrics.batch.Kernel.Addition;
import io.evalstream.metrics.batch.NumberColumn;
import io.evalstream.metrics.batch.Statistic;
import io.evalstream.metrics.state.Memory;
import io.evalstream.metrics.state.State;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * For each class, how often it was rightly predicted, how often predicted, and how often true.
 *
 * @param topK a target among so many highest scores counts as predicted
 */
record ClassCounts(ClassColumns columns, int topK) implements CountStatistic {

    @Override
    public int words() {
        return 3 * columns.classes();
    }

    @Override
    public RowCounter over(Batch batch) {
        int[] predicted = columns.predicted(batch, topK);
        NumberColumn target = batch.numbers(Input.TARGET);
        double[] truth = target.values();
        double ignored = columns.ignoredTarget();
        int ofPredicted = columns.classes();
        int ofActual = 2 * columns.classes();
        return (row, multiplicity, words, at) -> {
            for (int i = target.start(row); i < target.end(row); i++) {
                if (truth[i] != ignored) {
                    int actual = (int) truth[i];
                    words[at + ofPredicted + predicted[i]] += multiplicity;
                    words[at + ofActual + actual] += multiplicity;
                    if (actual == predicted[i]) {
                        words[at + actual] += multiplicity;
                    }
                }
            }
        };
    }

    @Override
    public @Nullable Kernel kernel() {
        Expression predicted = columns.predicted(topK);
        if (predicted == null) {
            return null;
        }
        int classes = columns.classes();
        Expression right = columns.counted(predicted.isEqual(ClassColumns.TRUTH));
        return Kernel.byElement(
                Input.TARGET,
                Addition.count(0, 0, classes, ClassColumns.TRUTH, right),
                Addition.count(0, classes, classes, predicted, columns.counted()),
                Addition.count(0, 2 * classes, classes, ClassColumns.TRUTH, columns.counted()));
    }

    @Override
    public List<Outcome> outcomes(long[] words) {
        int classes = columns.classes();
        long total = 0;
        for (int i = 2 * classes; i < 3 * classes; i++) {
            total += words[i];
        }
        List<Outcome> outcomes = new ArrayList<>();
        for (int i = 0; i < classes; i++) {
            long right = words[i];
            long predicted = words[classes + i];
            long actual = words[2 * classes + i];
            outcomes.add(new Outcome(right, predicted - right, total - predicted - actual + right, actual - right));
        }
        return outcomes;
    }

    @Override
    public int samplewiseRank() {
        return 1;
    }

    @Override
    public boolean covers(Statistic other) {
        return other.equals(new MicroCounts(columns, topK));
    }

    @Override
    public void project(Memory memory, Statistic covered, State into) {
        int classes = columns.classes();
        long[] counts = memory.counts(0);
        for (int i = 0; i < classes; i++) {
            into.words()[MicroCounts.RIGHT] += counts[i];
            into.words()[MicroCounts.ALL] += counts[2 * classes + i];
        }
    }
}
