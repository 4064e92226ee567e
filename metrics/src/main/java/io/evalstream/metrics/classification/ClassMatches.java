package io.evalstream.metrics.classification;

import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Expression;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.Kernel;
import io.evalstream.metrics.batch.Kernel.Addition;
import io.evalstream.metrics.batch.NumberColumn;
import org.jspecify.annotations.Nullable;

/** Rows, and those whose elements are all of the predicted class. */
record ClassMatches(ClassColumns columns) implements MatchCounts {

    @Override
    public RowCounter over(Batch batch) {
        int[] predicted = columns.predicted(batch, 1);
        NumberColumn target = batch.numbers(Input.TARGET);
        double[] truth = target.values();
        double ignored = columns.ignoredTarget();
        return (row, multiplicity, words, at) -> {
            int i = target.start(row);
            while (i < target.end(row) && (truth[i] == predicted[i] || truth[i] == ignored)) {
                i++;
            }
            words[at + ALL] += multiplicity;
            words[at + MATCHES] += i == target.end(row) ? multiplicity : 0;
        };
    }

    /** Of rows with one element. */
    @Override
    public @Nullable Kernel kernel() {
        Expression predicted = columns.predicted(1);
        if (predicted == null) {
            return null;
        }
        Expression differs =
                columns.counted(predicted.isEqual(ClassColumns.TRUTH).not());
        return Kernel.byRow(Addition.count(0, ALL, null), Addition.count(0, MATCHES, differs.not()));
    }

    @Override
    public int samplewiseRank() {
        return 1;
    }
}
