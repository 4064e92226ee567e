package io.evalstream.metrics.batch;

import io.evalstream.metrics.state.Layout;
import io.evalstream.metrics.state.State;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/** States on the heap, updated by loops. Other devices keep in one what they do not do themselves. */
public final class ArraysTable implements StateTable {

    private final Layout layout;
    private final List<Statistic> statistics;
    private final List<Population> populations;
    private final List<Cells> cells = new ArrayList<>();
    /** States are kept after {@link #clear} and used again. */
    private final List<State> states = new ArrayList<>();

    private int size;
    private State[] ofRows = {};

    public ArraysTable(Layout layout, List<Statistic> statistics) {
        this.layout = layout;
        this.statistics = List.copyOf(statistics);
        populations = statistics.stream().map(Statistic::population).toList();
        statistics.forEach(statistic -> cells.add(new Cells(layout, statistic)));
    }

    @Override
    public int add() {
        if (size == states.size()) {
            states.add(layout.newState());
        }
        return size++;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public void update(Batch batch, int[] rowOf) {
        update(batch, rowOf, statistic -> true);
    }

    @Override
    public void update(Batch batch, int[] rowOf, Population population) {
        update(batch, rowOf, statistic -> populations.get(statistic) == population);
    }

    /**
     * Folds a batch into some statistics.
     *
     * @param which true for the index of a statistic that is updated
     */
    public void update(Batch batch, int[] rowOf, IntPredicate which) {
        aim(batch, rowOf);
        for (int i = 0; i < statistics.size(); i++) {
            if (which.test(i)) {
                statistics.get(i).update(batch, cells.get(i).of(ofRows));
            }
        }
    }

    private void aim(Batch batch, int[] rowOf) {
        if (ofRows.length < batch.size()) {
            ofRows = new State[Math.max(batch.size(), 2 * ofRows.length)];
        }
        for (int row = 0; row < batch.size(); row++) {
            ofRows[row] = states.get(rowOf[row]);
        }
    }

    @Override
    public State own(int row) {
        return states.get(row);
    }

    @Override
    public State read(int row) {
        return states.get(row);
    }

    @Override
    public void clear() {
        for (int row = 0; row < size; row++) {
            states.get(row).clear();
        }
        size = 0;
    }

    @Override
    public void close() {
        states.clear();
        size = 0;
    }
}
