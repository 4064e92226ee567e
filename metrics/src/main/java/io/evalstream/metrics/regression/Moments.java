package io.evalstream.metrics.regression;

import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Cells;
import io.evalstream.metrics.batch.Expression;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.Kernel;
import io.evalstream.metrics.batch.Kernel.Addition;
import io.evalstream.metrics.batch.NumberColumn;
import io.evalstream.metrics.batch.Statistic;
import io.evalstream.metrics.state.Dyadic;
import io.evalstream.metrics.state.Layout;
import io.evalstream.metrics.state.Memory;
import io.evalstream.metrics.state.Slot;
import io.evalstream.metrics.state.SparseSums;
import io.evalstream.metrics.state.State;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The moments of predictions and targets up to the second, exact, by output: what coefficients of determination and of
 * linear correlation are read from. Since nothing is lost, no offset of the data hurts and no running mean is needed.
 *
 * <p>Kept are the sums of p, t, t², p·t and (p − t)²; that of p² follows. The squared error is kept, not p², because
 * {@link SquaredError} is then a part of this.
 *
 * <p>Where the number of outputs is found with the rows, the first has slots of its own and further ones share a map.
 */
record Moments(Outputs outputs) implements PairStatistic {

    static final int COUNT = 0;
    static final int PREDICTION = 1;
    static final int TARGET = 2;
    static final int TARGET_SQUARED = 3;
    static final int PRODUCT = 4;
    static final int SQUARED_ERROR = 5;
    private static final int FURTHER = 6;
    /** Sums of further outputs are named {@code output · STRIDE + slot}. */
    private static final int STRIDE = 8;
    /** Bounds the map; some digits for each of the sums of many outputs. */
    private static final int FURTHER_CAP = 1 << 20;

    @Override
    public List<Slot> slots() {
        int width = outputs.width();
        List<Slot> slots = new ArrayList<>(List.of(
                Slot.counts("count", width),
                Slot.exactSum("prediction", width),
                Slot.exactSum("target", width),
                Slot.exactSum("target_squared", width),
                Slot.exactSum("product", width),
                Slot.exactSum("squared_error", width)));
        if (outputs instanceof Outputs.AsFound) {
            slots.add(Slot.sparse("further_outputs", SparseSums.KEY_WORDS, FURTHER_CAP));
        }
        return slots;
    }

    @Override
    public void update(Batch batch, Cells cells) {
        NumberColumn preds = batch.numbers(Input.PREDS);
        NumberColumn targets = batch.numbers(Input.TARGET);
        int stride = outputs.stride();
        for (int row = 0; row < batch.size(); row++) {
            long multiplicity = batch.multiplicity(row);
            int pred = preds.start(row);
            int target = targets.start(row);
            for (int i = 0; i < preds.length(row); i++) {
                double p = preds.values()[pred + i];
                double t = targets.values()[target + i];
                int output = i * stride;
                if (output < outputs.width()) {
                    add(cells, row, output, p, t, multiplicity);
                } else if (multiplicity != 0) {
                    addFurther(new SparseSums(cells.map(row, FURTHER)), output, p, t, multiplicity);
                }
            }
        }
    }

    @Override
    public @Nullable Kernel kernel() {
        int width = outputs.width();
        return ofVectors((preds, targets) -> Stream.concat(
                        Stream.of(
                                Addition.counts(COUNT, width),
                                Addition.sums(PREDICTION, width, preds),
                                Addition.sums(TARGET, width, targets),
                                Addition.sums(TARGET_SQUARED, width, targets.times(targets)),
                                Addition.sums(TARGET_SQUARED, width, new Expression.Lost(targets, targets)),
                                Addition.sums(PRODUCT, width, preds.times(targets)),
                                Addition.sums(PRODUCT, width, new Expression.Lost(preds, targets))),
                        Residual.squares(SQUARED_ERROR, width, preds, targets))
                .toList());
    }

    @Override
    public boolean covers(Statistic other) {
        if (other instanceof SquaredError errors) {
            return outputs.tells(errors.outputs());
        }
        return !equals(other)
                && other instanceof Moments moments
                && (outputs.tells(moments.outputs)
                        || (outputs.equals(new Outputs.Each(1)) && moments.outputs instanceof Outputs.AsFound));
    }

    @Override
    public void project(Memory memory, Statistic covered, State into) {
        if (covered instanceof SquaredError) {
            SquaredError.project(memory, COUNT, SQUARED_ERROR, outputs.width(), covered, into);
            return;
        }
        List<Layout.Place> places = into.layout().places();
        int stride = ((Moments) covered).outputs.stride();
        for (int output = 0; output < outputs.width(); output++) {
            into.words()[places.get(COUNT).offset() + output * stride] += memory.count(COUNT, output);
            for (int slot = PREDICTION; slot <= SQUARED_ERROR; slot++) {
                memory.addTo(slot, output, into.sum(places.get(slot).offset() + output * stride));
            }
        }
    }

    /** The moments of every output that rows were seen of. */
    List<OutputMoments> read(Memory memory) {
        List<OutputMoments> read = new ArrayList<>();
        for (int output = 0; output < outputs.width(); output++) {
            read.add(new OutputMoments(
                    memory.count(COUNT, output),
                    memory.sum(PREDICTION, output),
                    memory.sum(TARGET, output),
                    memory.sum(TARGET_SQUARED, output),
                    memory.sum(PRODUCT, output),
                    memory.sum(SQUARED_ERROR, output)));
        }
        if (outputs instanceof Outputs.AsFound) {
            SortedMap<Long, Dyadic> further = new SparseSums(memory.map(FURTHER)).read();
            int last = further.isEmpty() ? 0 : (int) (further.lastKey() / STRIDE);
            for (int output = 1; output <= last; output++) {
                Dyadic[] sums = new Dyadic[FURTHER];
                for (int slot = 0; slot < FURTHER; slot++) {
                    sums[slot] = further.getOrDefault((long) output * STRIDE + slot, Dyadic.ZERO);
                }
                read.add(new OutputMoments(
                        (long) sums[COUNT].doubleValue(),
                        sums[PREDICTION],
                        sums[TARGET],
                        sums[TARGET_SQUARED],
                        sums[PRODUCT],
                        sums[SQUARED_ERROR]));
            }
        }
        return read;
    }

    private static void add(Cells cells, int row, int output, double p, double t, long multiplicity) {
        cells.count(row, COUNT, output, multiplicity);
        cells.sum(row, PREDICTION, output).add(p, multiplicity);
        cells.sum(row, TARGET, output).add(t, multiplicity);
        cells.sum(row, TARGET_SQUARED, output).addProduct(t, t, multiplicity);
        cells.sum(row, PRODUCT, output).addProduct(p, t, multiplicity);
        Residual.addSquare(cells.sum(row, SQUARED_ERROR, output), p, t, multiplicity);
    }

    private static void addFurther(SparseSums sums, int output, double p, double t, long multiplicity) {
        long first = (long) output * STRIDE;
        sums.count(first + COUNT, multiplicity);
        sums.add(first + PREDICTION, p, multiplicity);
        sums.add(first + TARGET, t, multiplicity);
        sums.addProduct(first + TARGET_SQUARED, t, t, multiplicity);
        sums.addProduct(first + PRODUCT, p, t, multiplicity);
        sums.addProduct(first + SQUARED_ERROR, p, p, multiplicity);
        sums.addProduct(first + SQUARED_ERROR, -p, t, multiplicity);
        sums.addProduct(first + SQUARED_ERROR, -p, t, multiplicity);
        sums.addProduct(first + SQUARED_ERROR, t, t, multiplicity);
    }
}
