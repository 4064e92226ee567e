package io.evalstream.metrics.ranking;

import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Cells;
import io.evalstream.metrics.batch.ColumnSet;
import io.evalstream.metrics.batch.ColumnStatistic;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.NumberColumn;
import io.evalstream.metrics.metric.Value;
import io.evalstream.metrics.state.Memory;
import io.evalstream.metrics.state.Slot;
import java.util.List;

/**
 * The sum, over samples, of how well the scores of a sample rank its relevant labels first, and the number of samples. A
 * row of shape [labels, …] holds as many samples as it has elements a label.
 *
 * <p>An ignored label is not relevant and ranks last, as in TorchMetrics.
 */
record LabelRanking(Measure measure, Scoring scoring) implements ColumnStatistic {

    private static final int SAMPLES = 0;
    private static final int TOTAL = 1;

    /** What is asked of one sample. */
    enum Measure {
        /** How far down the ranking one must go to meet every relevant label; every label where one is ignored. */
        COVERAGE,
        /** The mean, over relevant labels, of the share of relevant ones among those ranked as high or higher. */
        AVERAGE_PRECISION,
        /** The share of pairs of a relevant and an irrelevant label that are in the wrong order. */
        LOSS
    }

    @Override
    public List<Slot> slots() {
        return List.of(Slot.counts("samples"), Slot.exactSum("total"));
    }

    @Override
    public ColumnSet columns() {
        return scoring;
    }

    @Override
    public void update(Batch batch, Cells cells) {
        double[] scores = scoring.scores(batch);
        NumberColumn preds = batch.numbers(Input.PREDS);
        NumberColumn target = batch.numbers(Input.TARGET);
        int labels = scoring.classes();
        double[] targets = target.values();
        double ignored = scoring.ignored();
        LabelSample sample = new LabelSample(labels);
        for (int row = 0; row < batch.size(); row++) {
            long multiplicity = batch.multiplicity(row);
            int stride = scoring.elements(preds.length(row));
            for (int i = 0; i < stride; i++) {
                int at = preds.start(row) + i;
                int from = target.start(row) + i;
                boolean anyIgnored = false;
                sample.clear();
                for (int label = 0; label < labels; label++, at += stride, from += stride) {
                    boolean skipped = targets[from] == ignored;
                    anyIgnored |= skipped;
                    sample.add(skipped ? Double.NEGATIVE_INFINITY : scores[at], !skipped && targets[from] == 1);
                }
                double term = switch (measure) {
                    case COVERAGE -> anyIgnored ? labels : sample.coverage();
                    case AVERAGE_PRECISION -> sample.averagePrecision();
                    case LOSS -> sample.loss();
                };
                cells.count(row, SAMPLES, 0, multiplicity);
                cells.sum(row, TOTAL, 0).add(term, multiplicity);
            }
        }
    }

    /** The mean over samples. */
    static Value mean(Memory memory) {
        long samples = memory.count(SAMPLES);
        return samples == 0
                ? Value.undefined(Value.Code.EMPTY, "no sample was counted")
                : Value.scalar(memory.sum(TOTAL).dividedBy(samples));
    }
}
