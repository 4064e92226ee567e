package io.evalstream.metrics.classification;

import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Expression;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.Kernel;
import io.evalstream.metrics.batch.Kernel.Addition;
import io.evalstream.metrics.batch.NumberColumn;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How many elements there were, and how many were predicted rightly: all that averages over classes counted together
 * need.
 *
 * @param topK a target among so many highest scores counts as predicted
 */
record MicroCounts(ClassColumns columns, int topK) implements CountStatistic {

    static final int RIGHT = 0;
    static final int ALL = 1;

    @Override
    public int words() {
        return 2;
    }

    @Override
    public RowCounter over(Batch batch) {
        int[] predicted = columns.predicted(batch, topK);
        NumberColumn target = batch.numbers(Input.TARGET);
        double[] truth = target.values();
        double ignored = columns.ignoredTarget();
        return (row, multiplicity, words, at) -> {
            for (int i = target.start(row); i < target.end(row); i++) {
                if (truth[i] != ignored) {
                    words[at + ALL] += multiplicity;
                    if (truth[i] == predicted[i]) {
                        words[at + RIGHT] += multiplicity;
                    }
                }
            }
        };
    }

    @Override
    public @Nullable Kernel kernel() {
        Expression predicted = columns.predicted(topK);
        return predicted == null
                ? null
                : Kernel.byElement(
                        Input.TARGET,
                        Addition.count(0, ALL, columns.counted()),
                        Addition.count(0, RIGHT, columns.counted(predicted.isEqual(ClassColumns.TRUTH))));
    }

    /** All classes together. Each element is one outcome for each class: a wrong one is a false positive of one class and
     * a false negative of another. */
    @Override
    public List<Outcome> outcomes(long[] words) {
        long right = words[RIGHT];
        long wrong = words[ALL] - right;
        long outcomes = Math.max(1, columns.classes()) * words[ALL];
        return List.of(new Outcome(right, wrong, outcomes - right - 2 * wrong, wrong));
    }

    @Override
    public int samplewiseRank() {
        return 1;
    }
}
