package io.evalstream.metrics.comparison;

import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Cells;
import io.evalstream.metrics.batch.Domain;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.NumberColumn;
import io.evalstream.metrics.batch.Rejection;
import io.evalstream.metrics.batch.Requirement;
import io.evalstream.metrics.batch.Row;
import io.evalstream.metrics.batch.Statistic;
import io.evalstream.metrics.metric.InputKind;
import io.evalstream.metrics.state.Slot;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The challenger's score less the champion's, row by row: its exact sum and sum of squares, and on how many rows who was
 * better.
 *
 * @param threshold a single score above it is class 1
 */
record PairedDifferences(RowScore score, InputKind input, double threshold) implements Statistic {

    /** What the challenger predicted; the champion's is {@code preds}. */
    static final Input CHALLENGER = Input.numbers("challenger_preds", Input.Side.PREDICTION);

    static final int SUM = 0;
    static final int SQUARES = 1;
    static final int OUTCOMES = 2;

    static final int WINS = 0;
    static final int TIES = 1;
    static final int LOSSES = 2;

    /** More classes than any model has. */
    private static final long MOST_CLASSES = 1L << 24;

    @Override
    public List<Slot> slots() {
        return List.of(Slot.exactSum("difference"), Slot.exactSum("square"), Slot.counts("outcomes", 3));
    }

    @Override
    public List<Requirement> requirements() {
        Domain predicted = new Domain.Finite();
        if (score.ofClasses()) {
            predicted = switch (input) {
                case LABEL -> Domain.Whole.ANY;
                case PROBABILITY -> new Domain.Range(0, 1);
                case LOGIT, VALUE -> new Domain.Finite();
            };
        }
        Domain target = score.ofClasses() ? new Domain.Whole(0, MOST_CLASSES) : new Domain.Finite();
        return List.of(
                Requirement.of(Input.PREDS, predicted),
                Requirement.of(CHALLENGER, predicted),
                Requirement.of(Input.TARGET, target));
    }

    @Override
    public @Nullable Rejection check(Row row) {
        int champion = row.numbers(Input.PREDS).values().length;
        int challenger = row.numbers(CHALLENGER).values().length;
        double[] target = row.numbers(Input.TARGET).values();
        boolean isOne = !score.ofClasses() || input == InputKind.LABEL;
        if (champion != challenger || champion == 0 || target.length != 1 || (isOne && champion != 1)) {
            return new Rejection(
                    Rejection.Reason.WRONG_WIDTH,
                    "the champion predicted " + champion + " numbers, the challenger " + challenger
                            + ", and the label has "
                            + target.length + "; expected one label, and "
                            + (isOne ? "one number of each" : "as many of the one as of the other"));
        }
        int classes = Math.max(2, champion);
        return isOne || target[0] < classes
                ? null
                : new Rejection(
                        Rejection.Reason.OUT_OF_RANGE,
                        "target holds " + target[0] + "; expected a class index from 0 to " + (classes - 1));
    }

    @Override
    public void update(Batch batch, Cells cells) {
        NumberColumn champion = batch.numbers(Input.PREDS);
        NumberColumn challenger = batch.numbers(CHALLENGER);
        NumberColumn target = batch.numbers(Input.TARGET);
        for (int row = 0; row < batch.size(); row++) {
            double label = target.scalar(row);
            double of = score.of(champion.row(row), champion.type(row), label, input, threshold);
            double difference = score.of(challenger.row(row), challenger.type(row), label, input, threshold) - of;
            long multiplicity = batch.multiplicity(row);
            cells.sum(row, SUM, 0).add(difference, multiplicity);
            cells.sum(row, SQUARES, 0).addProduct(difference, difference, multiplicity);
            double better = score.higherIsBetter() ? difference : -difference;
            cells.count(row, OUTCOMES, better > 0 ? WINS : better < 0 ? LOSSES : TIES, multiplicity);
        }
    }
}
