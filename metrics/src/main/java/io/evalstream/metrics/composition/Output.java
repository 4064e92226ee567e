package io.evalstream.metrics.composition;

import io.evalstream.metrics.batch.Cell;
import io.evalstream.metrics.batch.Domain;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.Rejection;
import io.evalstream.metrics.batch.Requirement;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One of several outputs: an index of one dimension of each tensor of numbers. A row with NaN in that output does not
 * count.
 *
 * @param dimension the dimension of the outputs, counted from the row's own first one, or from the last if negative
 * @param squeeze whether that dimension goes away, rather than having length 1
 */
record Output(int index, int outputs, int dimension, boolean squeeze) implements Columns {

    private static final Set<Input> OF_ROW = Set.of(Input.WEIGHTS, Input.LABEL_WEIGHTS, Input.LABEL_DELAY);

    @Override
    public Requirement source(Requirement wanted) {
        return selects(wanted.input())
                ? new Requirement(
                        wanted.input(),
                        // The first dimension is known to be that of the outputs only where it is counted from there.
                        dimension == 0 ? outputs : 0,
                        new Domain.OrNaN(wanted.domain()),
                        wanted.optional())
                : wanted;
    }

    @Override
    public @Nullable Rejection check(Input wanted, Cell source) {
        if (source instanceof Cell.Numbers numbers && selects(wanted)) {
            int[] shape = numbers.shape();
            int at = at(shape);
            if (at < 0 || at >= shape.length || shape[at] != outputs) {
                return Rejection.wrongShape(
                        wanted, numbers, outputs + " outputs in dimension " + dimension + " of a row");
            }
        }
        return null;
    }

    @Override
    public Cell adapt(Input wanted, Cell source) {
        if (!(source instanceof Cell.Numbers numbers) || !selects(wanted) || check(wanted, source) != null) {
            return source;
        }
        int[] shape = numbers.shape();
        int at = at(shape);
        int inner = 1;
        for (int i = at + 1; i < shape.length; i++) {
            inner *= shape[i];
        }
        double[] all = numbers.values();
        double[] selected = new double[all.length / outputs];
        for (int i = 0; i < selected.length; i++) {
            selected[i] = all[(i / inner * outputs + index) * inner + i % inner];
        }
        int[] rest = new int[shape.length - (squeeze ? 1 : 0)];
        for (int i = 0; i < rest.length; i++) {
            rest[i] = squeeze ? shape[i < at ? i : i + 1] : i == at ? 1 : shape[i];
        }
        return new Cell.Numbers(selected, numbers.type(), rest);
    }

    @Override
    public boolean counts(Iterable<Cell> adapted) {
        for (Cell cell : adapted) {
            if (cell instanceof Cell.Numbers numbers) {
                for (double value : numbers.values()) {
                    if (Double.isNaN(value)) {
                        return false;
                    }
                }
            }
        }
        return true;
    }

    /** A weight and the label's delay are those of the row, whatever its outputs. */
    static boolean selects(Input input) {
        return input.kind() == Input.Kind.NUMBERS && !OF_ROW.contains(input);
    }

    private int at(int[] shape) {
        return dimension < 0 ? shape.length + dimension : dimension;
    }
}
