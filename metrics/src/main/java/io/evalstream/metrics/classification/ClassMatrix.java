package io.evalstream.metrics.classification;

import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Cells;
import io.evalstream.metrics.batch.ColumnStatistic;
import io.evalstream.metrics.batch.Expression;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.Kernel;
import io.evalstream.metrics.batch.Kernel.Addition;
import io.evalstream.metrics.batch.NumberColumn;
import io.evalstream.metrics.batch.Statistic;
import io.evalstream.metrics.metric.Parameter;
import io.evalstream.metrics.state.Memory;
import io.evalstream.metrics.state.Slot;
import io.evalstream.metrics.state.State;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How often each class was predicted for each true class. Up to {@value #DENSE} classes all cells are kept; above, those
 * that occur.
 *
 * @param cap largest number of cells that occur, above {@value #DENSE} classes; else 0
 */
record ClassMatrix(ClassColumns columns, int cap) implements ColumnStatistic {

    /** Weights that disagreements of two classes have in Cohen's kappa. */
    static final Parameter WEIGHTS = Parameter.choice(
            "weights",
            null,
            "how much a disagreement counts: all the same (none), by the distance of the classes, or its square",
            "linear",
            "quadratic",
            "none");

    static final int DENSE = 1024;

    /** Receives one cell of the matrix. */
    @FunctionalInterface
    interface Visitor {
        void cell(int actual, int predicted, long count);
    }

    static ClassMatrix of(ClassColumns columns, int cap) {
        return new ClassMatrix(columns, columns.classes() > DENSE ? cap : 0);
    }

    boolean isDense() {
        return cap == 0;
    }

    @Override
    public List<Slot> slots() {
        int classes = columns.classes();
        return List.of(isDense() ? Slot.counts("cells", classes, classes) : Slot.sparse("cells", 1, cap));
    }

    @Override
    public void update(Batch batch, Cells cells) {
        int[] predicted = columns.predicted(batch, 1);
        NumberColumn target = batch.numbers(Input.TARGET);
        double[] truth = target.values();
        double ignored = columns.ignoredTarget();
        int classes = columns.classes();
        int at = cells.offset(0);
        for (int row = 0; row < batch.size(); row++) {
            long multiplicity = batch.multiplicity(row);
            for (int i = target.start(row); i < target.end(row); i++) {
                if (truth[i] == ignored) {
                    continue;
                }
                int actual = (int) truth[i];
                if (isDense()) {
                    cells.words(row)[at + actual * classes + predicted[i]] += multiplicity;
                } else {
                    cells.map(row, 0).add((long) actual * classes + predicted[i], multiplicity);
                }
            }
        }
    }

    @Override
    public @Nullable Kernel kernel() {
        Expression predicted = columns.predicted(1);
        if (predicted == null || !isDense()) {
            return null;
        }
        int classes = columns.classes();
        Expression cell =
                ClassColumns.TRUTH.times(new Expression.Constant(classes)).plus(predicted);
        return Kernel.byElement(Input.TARGET, Addition.count(0, 0, classes * classes, cell, columns.counted()));
    }

    /** The cells that are not zero, row by row. */
    void forEach(Memory memory, Visitor visitor) {
        int classes = columns.classes();
        if (isDense()) {
            long[] counts = memory.counts(0);
            for (int i = 0; i < counts.length; i++) {
                if (counts[i] != 0) {
                    visitor.cell(i / classes, i % classes, counts[i]);
                }
            }
        } else {
            memory.map(0).forEachSorted((key, from, count) -> {
                if (count != 0) {
                    visitor.cell((int) (key[from] / classes), (int) (key[from] % classes), count);
                }
            });
        }
    }

    /** A matrix that may overflow stands for no other statistic: those are bounded and never do. */
    @Override
    public boolean covers(Statistic other) {
        return isDense() && (other.equals(new ClassCounts(columns, 1)) || other.equals(new MicroCounts(columns, 1)));
    }

    @Override
    public void project(Memory memory, Statistic covered, State into) {
        int classes = columns.classes();
        long[] words = into.words();
        boolean micro = covered instanceof MicroCounts;
        forEach(memory, (actual, predicted, count) -> {
            if (micro) {
                words[MicroCounts.ALL] += count;
                words[MicroCounts.RIGHT] += actual == predicted ? count : 0;
            } else {
                words[actual] += actual == predicted ? count : 0;
                words[classes + predicted] += count;
                words[2 * classes + actual] += count;
            }
        });
    }
}
