package io.evalstream.metrics.batch;

import io.evalstream.metrics.state.Memory;
import io.evalstream.metrics.state.Slot;
import io.evalstream.metrics.state.State;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What another statistic remembers of rows that count by their weights.
 *
 * <p>A weight is a whole number of units, and a row of so many units is remembered as so many rows: its weight is a
 * multiplicity. So counts stay integers, sums stay exact, retraction stays exact, and whatever merges rows merges
 * weighted ones. A weight between two multiples of the unit is rounded to the nearer, of two equally near to the even one.
 * Counts are of units; a reading that is a quotient need not know, any other multiplies by the unit.
 *
 * @param of what is remembered
 * @param unit the weight that counts as one row
 */
public record Weighted(Statistic of, double unit) implements Statistic {

    /** The most units that a row may weigh, so that counts have room for 2^23 of the heaviest rows. */
    public static final double LARGEST = 0x1p40;

    /** Identifies the rows in their weights among the derived columns of a batch. */
    private record Rows(double unit, boolean ofLabels) {}

    /** True where a plan can weigh the rows of this statistic. */
    public static boolean applies(Statistic statistic) {
        return !statistic.keepsRowsApart();
    }

    @Override
    public List<Slot> slots() {
        return of.slots();
    }

    @Override
    public List<Requirement> requirements() {
        return RowWeights.with(of.requirements(), new Domain.Weight(unit * LARGEST));
    }

    @Override
    public Population population() {
        return of.population();
    }

    @Override
    public @Nullable Rejection check(Row row) {
        if (RowWeights.cell(row, ofLabels()) instanceof Cell.Numbers weight && weight.values().length != 1) {
            return new Rejection(
                    Rejection.Reason.WRONG_WIDTH,
                    "the weight has " + weight.values().length + " elements; expected one number for the row");
        }
        return of.check(row);
    }

    @Override
    public Statistic on(Device device) {
        return new Weighted(of.on(device), unit);
    }

    @Override
    public void update(Batch batch, Cells cells) {
        of.update(batch.derived(new Rows(unit, ofLabels()), this::inUnits), cells);
    }

    @Override
    public @Nullable Kernel kernel() {
        Kernel kernel = of.kernel();
        return kernel == null
                ? null
                : kernel.counting(batch -> batch.derived(new Rows(unit, ofLabels()), this::inUnits));
    }

    @Override
    public boolean covers(Statistic other) {
        return other instanceof Weighted weighted && weighted.unit == unit && of.covers(weighted.of);
    }

    @Override
    public void project(Memory memory, Statistic covered, State into) {
        of.project(memory, ((Weighted) covered).of, into);
    }

    private boolean ofLabels() {
        return RowWeights.readLabels(of.requirements());
    }

    private Batch inUnits(Batch batch) {
        RowWeights weights = RowWeights.of(batch, ofLabels());
        long[] multiplicities = new long[batch.size()];
        for (int row = 0; row < multiplicities.length; row++) {
            multiplicities[row] = batch.multiplicity(row) * (long) Math.rint(weights.weight(row, 0) / unit);
        }
        return batch.counting(multiplicities);
    }
}
