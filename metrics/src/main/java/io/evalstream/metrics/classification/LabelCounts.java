package io.evalstream.metrics.classification;

import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.NumberColumn;
import io.evalstream.metrics.batch.Statistic;
import io.evalstream.metrics.classification.BinaryClassification.Confusion;
import io.evalstream.metrics.state.Memory;
import io.evalstream.metrics.state.State;
import java.util.List;
import java.util.stream.IntStream;

/** For each label, how often yes and no were predicted for a true yes and a true no. */
record LabelCounts(LabelColumns columns) implements CountStatistic {

    @Override
    public int words() {
        return Confusion.CELLS * columns.labels();
    }

    @Override
    public RowCounter over(Batch batch) {
        byte[] predicted = columns.predicted(batch);
        NumberColumn target = batch.numbers(Input.TARGET);
        double[] truth = target.values();
        double ignored = columns.ignoredTarget();
        int labels = columns.labels();
        return (row, multiplicity, words, at) -> {
            int next = target.start(row);
            int perLabel = target.length(row) / labels;
            for (int label = 0; label < labels; label++) {
                int cells = at + Confusion.CELLS * label;
                for (int end = next + perLabel; next < end; next++) {
                    if (truth[next] != ignored) {
                        words[cells + 2 * (int) truth[next] + predicted[next]] += multiplicity;
                    }
                }
            }
        };
    }

    @Override
    public List<Outcome> outcomes(long[] words) {
        return IntStream.range(0, columns.labels())
                .mapToObj(label -> Confusion.outcome(words, Confusion.CELLS * label))
                .toList();
    }

    @Override
    public int samplewiseRank() {
        return columns.samplewiseRank();
    }

    @Override
    public boolean covers(Statistic other) {
        return other.equals(new Confusion(columns));
    }

    @Override
    public void project(Memory memory, Statistic covered, State into) {
        long[] counts = memory.counts(0);
        for (int i = 0; i < counts.length; i++) {
            into.words()[i % Confusion.CELLS] += counts[i];
        }
    }
}
