package io.evalstream.metrics.classification;

import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.NumberColumn;
import io.evalstream.metrics.batch.Rejection;
import io.evalstream.metrics.batch.Requirement;
import io.evalstream.metrics.batch.Row;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows, and those whose elements are all of the predicted class. */
record ClassMatches(ClassColumns columns) implements MatchCounts {

    @Override
    public List<Requirement> requirements() {
        return columns.requirements();
    }

    @Override
    public @Nullable Rejection check(Row row) {
        return columns.check(row);
    }

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

    @Override
    public int samplewiseRank() {
        return 1;
    }
}
