package io.evalstream.operators.training;

import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Block;
import io.evalstream.metrics.batch.Device;
import io.evalstream.metrics.batch.StateTable;
import io.evalstream.metrics.plan.Coverage;
import io.evalstream.metrics.plan.Plan;
import io.evalstream.metrics.state.State;

/** Folds one batch at a time into a state of its own, which goes to its key unmerged: there its step and rank are known. */
final class BatchFold {

    /** Rows of a rank that have positions of their own within a step. */
    private static final int ROW_BITS = 40;

    private final Batch batch;
    private final StateTable table;
    private int[] rowOf = new int[1024];

    BatchFold(Plan plan, Device device) {
        batch = new Batch(plan.metrics().schema());
        table = device.newTable(plan.layout(), plan.metrics().statistics());
    }

    /** Bytes that the device holds for it outside of the heap. */
    long nativeBytes() {
        return table.nativeBytes();
    }

    /** The bytes of the state of rows that were checked. A row's position is its step, its rank, and its place. */
    byte[] fold(Block block, long step, int rank) {
        if (rowOf.length < block.rows()) {
            rowOf = new int[block.rows()];
        }
        batch.append(block, step, (long) rank << ROW_BITS);
        int only = table.add();
        table.update(batch, rowOf);
        batch.clear();
        State state = table.read(only);
        Coverage.add(state, block.rows(), block.rows(), 0, 0);
        byte[] bytes = state.toBytes();
        table.clear();
        return bytes;
    }
}
