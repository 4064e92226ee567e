package io.evalstream.metrics.probability;

import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Cells;
import io.evalstream.metrics.batch.DataType;
import io.evalstream.metrics.batch.Expression;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.Kernel;
import io.evalstream.metrics.batch.Kernel.Addition;
import io.evalstream.metrics.batch.NumberColumn;
import io.evalstream.metrics.batch.Rejection;
import io.evalstream.metrics.batch.Requirement;
import io.evalstream.metrics.batch.Row;
import io.evalstream.metrics.batch.RowWeights;
import io.evalstream.metrics.batch.Statistic;
import io.evalstream.metrics.state.Dyadic;
import io.evalstream.metrics.state.Memory;
import io.evalstream.metrics.state.Slot;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Exact sums of the weighted losses, and of the weights of the elements of each class; and how many elements they are. */
record LossSums(Columns columns, Loss loss) implements Statistic {

    private static final int LOSS = 0;
    private static final int WEIGHT = 1;
    private static final int ELEMENTS = 2;

    @Override
    public List<Slot> slots() {
        return List.of(Slot.exactSum("loss"), Slot.exactSum("weight", columns.outcomes()), Slot.counts("elements"));
    }

    @Override
    public List<Requirement> requirements() {
        return columns.requirements();
    }

    @Override
    public @Nullable Rejection check(Row row) {
        return columns.check(row);
    }

    /** Takes an element of a row: its class, its loss and its weight. */
    @FunctionalInterface
    interface Taker {
        void take(int row, int truth, double loss, double weight);
    }

    @Override
    public void update(Batch batch, Cells cells) {
        forEach(batch, (row, truth, loss, weight) -> {
            long multiplicity = batch.multiplicity(row);
            cells.sum(row, LOSS, 0).addProduct(loss, weight, multiplicity);
            cells.sum(row, WEIGHT, truth).add(weight, multiplicity);
            cells.count(row, ELEMENTS, 0, multiplicity);
        });
    }

    /** Of logits of several classes. */
    @Override
    public @Nullable Kernel kernel() {
        if (columns.isBinary() || !columns.areLogits() || loss == Loss.SQUARED) {
            return null;
        }
        Expression truth = new Expression.Whole(Input.TARGET);
        Expression logits =
                new Expression.Wide(new Expression.Vectors(Input.PREDS, columns.classes(), Expression.Axis.FIRST));
        Expression log = new Expression.LogTotal(logits)
                .plus(new Expression.Largest(logits).minus(new Expression.At(logits, truth)));
        Expression term = loss == Loss.LOG ? log : Loss.bounded(log);
        Expression weight = new Expression.Weight(Input.TARGET, true);
        Integer ignored = columns.ignored();
        Expression counted = ignored == null
                ? null
                : truth.isEqual(new Expression.Constant(ignored)).not();
        return Kernel.byElement(
                        Input.TARGET,
                        Addition.sum(LOSS, 0, term.times(weight), counted),
                        Addition.sum(LOSS, 0, new Expression.Lost(term, weight), counted),
                        Addition.sum(WEIGHT, columns.outcomes(), truth, weight, counted),
                        Addition.count(ELEMENTS, 0, counted))
                // A loss of logits is a factor where they are: it is zero or at least 2^-53, and at most twice a logit.
                .multiplying(Input.PREDS, Input.WEIGHTS, Input.LABEL_WEIGHTS);
    }

    /** Hands out the elements that count. */
    void forEach(Batch batch, Taker taker) {
        NumberColumn preds = batch.numbers(Input.PREDS);
        NumberColumn target = batch.numbers(Input.TARGET);
        RowWeights weights = RowWeights.of(batch, true);
        double ignored = columns.ignoredTarget();
        for (int row = 0; row < batch.size(); row++) {
            DataType type = preds.type(row);
            int elements = target.length(row);
            for (int i = 0; i < elements; i++) {
                double truth = target.values()[target.start(row) + i];
                if (truth != ignored) {
                    double weight = weights.weight(row, i);
                    double loss = loss(preds.values(), preds.start(row) + i, elements, (int) truth, type);
                    taker.take(row, (int) truth, loss, weight);
                }
            }
        }
    }

    private double loss(double[] preds, int at, int stride, int actual, DataType type) {
        return columns.isBinary()
                ? loss.binary(preds[at], actual == 1, columns.areLogits(), type)
                : loss.multiclass(preds, at, stride, columns.classes(), actual, columns.areLogits(), type);
    }

    /** The sum of the weighted losses. */
    static Dyadic loss(Memory memory) {
        return memory.sum(LOSS);
    }

    /** The weight of the elements of one class. */
    static Dyadic weight(Memory memory, int of) {
        return memory.sum(WEIGHT, of);
    }

    /** The weight of all elements. */
    Dyadic weight(Memory memory) {
        Dyadic sum = Dyadic.ZERO;
        for (int c = 0; c < columns.outcomes(); c++) {
            sum = sum.plus(memory.sum(WEIGHT, c));
        }
        return sum;
    }

    double mean(Memory memory) {
        return loss(memory).dividedBy(weight(memory));
    }

    /** The entropy of the classes' shares of the weight: the mean log loss of predicting these shares for every element. */
    double entropy(Memory memory) {
        Dyadic all = weight(memory);
        double entropy = 0;
        for (int c = 0; c < columns.outcomes(); c++) {
            double share = weight(memory, c).dividedBy(all);
            entropy -= share > 0 ? share * StrictMath.log(share) : 0;
        }
        return entropy;
    }
}
