package io.evalstream.metrics.text;

import io.evalstream.metrics.batch.Activation;
import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Cell;
import io.evalstream.metrics.batch.Cells;
import io.evalstream.metrics.batch.DataType;
import io.evalstream.metrics.batch.Domain;
import io.evalstream.metrics.batch.Expression;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.Kernel;
import io.evalstream.metrics.batch.Kernel.Addition;
import io.evalstream.metrics.batch.NumberColumn;
import io.evalstream.metrics.batch.Rejection;
import io.evalstream.metrics.batch.Requirement;
import io.evalstream.metrics.batch.Row;
import io.evalstream.metrics.batch.Statistic;
import io.evalstream.metrics.metric.Value;
import io.evalstream.metrics.state.Memory;
import io.evalstream.metrics.state.Slot;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The exact sum of the negative logarithms of the probabilities that a model gave to the tokens that came, and their
 * number. A row is a sequence: scores by position and token of the vocabulary, and the tokens.
 *
 * @param ignoreIndex a token that does not count, or null
 */
record TokenLogs(@Nullable Integer ignoreIndex) implements Statistic {

    private static final int LOGS = 0;
    private static final int TOKENS = 1;

    @Override
    public List<Slot> slots() {
        return List.of(Slot.exactSum("negative_logs"), Slot.counts("tokens"));
    }

    @Override
    public List<Requirement> requirements() {
        return List.of(
                Requirement.of(Input.PREDS, new Domain.Finite()), Requirement.of(Input.TARGET, Domain.Whole.ANY));
    }

    @Override
    public @Nullable Rejection check(Row row) {
        Cell.Numbers scores = row.numbers(Input.PREDS);
        Cell.Numbers tokens = row.numbers(Input.TARGET);
        int[] shape = scores.shape();
        if (shape.length != 2 || !Arrays.equals(tokens.shape(), new int[] {shape[0]})) {
            return new Rejection(
                    Rejection.Reason.WRONG_WIDTH,
                    "preds has the shape " + Arrays.toString(shape) + " and target " + Arrays.toString(tokens.shape())
                            + "; expected preds by position and token of the vocabulary, and a token for each position");
        }
        if (scores.type() != DataType.FLOAT32 && scores.type() != DataType.FLOAT64) {
            return new Rejection(
                    Rejection.Reason.WRONG_TYPE,
                    "preds is of the type " + scores.type() + "; expected float32 or float64");
        }
        if (tokens.type() != DataType.INT64) {
            return new Rejection(
                    Rejection.Reason.WRONG_TYPE,
                    "target is of the type " + tokens.type() + "; expected tokens as whole numbers");
        }
        return unknownToken(tokens.values(), shape[1]);
    }

    @Override
    public void update(Batch batch, Cells cells) {
        NumberColumn scores = batch.numbers(Input.PREDS);
        NumberColumn tokens = batch.numbers(Input.TARGET);
        for (int row = 0; row < batch.size(); row++) {
            int positions = tokens.length(row);
            if (positions == 0) {
                continue;
            }
            int vocabulary = scores.length(row) / positions;
            double[] probabilities = new double[scores.length(row)];
            System.arraycopy(scores.values(), scores.start(row), probabilities, 0, probabilities.length);
            for (int position = 0; position < positions; position++) {
                double token = tokens.values()[tokens.start(row) + position];
                if (!isIgnored(token)) {
                    int from = position * vocabulary;
                    Activation.softmax(probabilities, from, 1, vocabulary, scores.type(row), probabilities);
                    double log = scores.type(row).round(StrictMath.log(probabilities[from + (int) token]));
                    cells.sum(row, LOGS, 0).add(-log, batch.multiplicity(row));
                    cells.count(row, TOKENS, 0, batch.multiplicity(row));
                }
            }
        }
    }

    @Override
    public Kernel kernel() {
        Expression token = new Expression.Whole(Input.TARGET);
        Expression probabilities = new Expression.Softmax(new Expression.Vectors(Input.PREDS, 0, Expression.Axis.LAST));
        Expression log = new Expression.Log(new Expression.At(probabilities, token));
        Expression counted = ignoreIndex == null
                ? null
                : token.isEqual(new Expression.Constant(ignoreIndex)).not();
        return Kernel.byElement(
                Input.TARGET,
                Addition.sum(LOGS, 0, new Expression.Constant(0).minus(log), counted),
                Addition.count(TOKENS, 0, counted));
    }

    static Value perplexity(Memory memory) {
        if (memory.count(TOKENS) == 0) {
            return Value.undefined(Value.Code.EMPTY, "every token was ignored");
        }
        return Value.scalar(StrictMath.exp(memory.sum(LOGS).dividedBy(memory.count(TOKENS))));
    }

    private @Nullable Rejection unknownToken(double[] tokens, int vocabulary) {
        for (double token : tokens) {
            if (!isIgnored(token) && !(token >= 0 && token < vocabulary)) {
                return new Rejection(
                        Rejection.Reason.OUT_OF_RANGE,
                        "target holds the token " + token + "; expected 0 to " + (vocabulary - 1)
                                + (ignoreIndex == null ? "" : ", or " + ignoreIndex + " (ignore_index)"));
            }
        }
        return null;
    }

    private boolean isIgnored(double token) {
        return ignoreIndex != null && token == ignoreIndex;
    }
}
