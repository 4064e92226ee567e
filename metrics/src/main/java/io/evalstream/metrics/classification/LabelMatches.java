package io.evalstream.metrics.classification;

import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.NumberColumn;

/** Elements, and those whose labels are all as predicted. */
record LabelMatches(LabelColumns columns) implements MatchCounts {

    @Override
    public RowCounter over(Batch batch) {
        byte[] predicted = columns.predicted(batch);
        NumberColumn target = batch.numbers(Input.TARGET);
        double[] truth = target.values();
        double ignored = columns.ignoredTarget();
        int labels = columns.labels();
        return (row, multiplicity, words, at) -> {
            int elements = target.length(row) / labels;
            words[at + ALL] += multiplicity * elements;
            for (int first = target.start(row); first < target.start(row) + elements; first++) {
                int i = first;
                while (i < target.end(row) && (truth[i] == predicted[i] || truth[i] == ignored)) {
                    i += elements;
                }
                words[at + MATCHES] += i >= target.end(row) ? multiplicity : 0;
            }
        };
    }

    @Override
    public int samplewiseRank() {
        return columns.samplewiseRank();
    }
}
