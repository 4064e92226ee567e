package io.evalstream.operators;

import io.evalstream.metrics.plan.Plan;
import io.evalstream.metrics.state.State;
import io.evalstream.operators.stream.Partial.RowId;
import io.evalstream.operators.stream.Serializers;
import io.evalstream.operators.stream.SlicedRow;
import io.evalstream.operators.stream.StateSerializer;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.api.common.typeutils.base.StringSerializer;
import org.apache.flink.api.common.typeutils.base.array.LongPrimitiveArraySerializer;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;

/** The rows of a plan's series, one by one and by pane, and how far each kind of count window has come. */
final class RowStore {

    private final AbstractStreamOperator<?> operator;
    private final Plan plan;
    private final StateSerializer serializer;
    private final MapStateDescriptor<SlicedRow, State> rows;
    private final MapState<String, long[]> progress;

    /**
     * How far counting has come.
     *
     * @param number which window is being filled, from 1
     * @param rows how many rows it has
     * @param first event time of its first row
     * @param last event time of its last row
     */
    record Progress(long number, long rows, long first, long last) {

        Progress with(RowId row) {
            return new Progress(number, rows + 1, rows == 0 ? row.time() : first, row.time());
        }

        Progress next() {
            return new Progress(number + 1, 0, 0, 0);
        }
    }

    RowStore(AbstractStreamOperator<?> operator, Plan plan) {
        this.operator = operator;
        this.plan = plan;
        serializer = new StateSerializer(plan.layout());
        rows = new MapStateDescriptor<>("rows/" + plan.id(), new Serializers.SlicedRowSerializer(), serializer);
        progress = operator.getKeyedStateStore()
                .getMapState(new MapStateDescriptor<>(
                        "counted/" + plan.id(), StringSerializer.INSTANCE, LongPrimitiveArraySerializer.INSTANCE));
    }

    /** Merges the bytes of a partial state into that of a row. */
    void merge(long pane, RowId row, String slice, byte[] partial) throws Exception {
        MapState<SlicedRow, State> ofPane = ofPane(pane);
        SlicedRow id = new SlicedRow(row, slice);
        State kept = ofPane.get(id);
        State state = kept == null ? plan.layout().newState() : serializer.asCurrent(kept);
        state.mergeBytes(partial);
        ofPane.put(id, state);
    }

    /** The rows of a pane in their order, each by slice. */
    Map<RowId, Map<String, State>> pane(long pane) throws Exception {
        Map<RowId, Map<String, State>> inOrder = new TreeMap<>();
        for (Map.Entry<SlicedRow, State> entry : ofPane(pane).entries()) {
            inOrder.computeIfAbsent(entry.getKey().row(), any -> new TreeMap<>())
                    .put(entry.getKey().slice(), serializer.asCurrent(entry.getValue()));
        }
        return inOrder;
    }

    void drop(long pane) throws Exception {
        ofPane(pane).clear();
    }

    Progress progress(String window) throws Exception {
        long[] kept = progress.get(window);
        return kept == null ? new Progress(1, 0, 0, 0) : new Progress(kept[0], kept[1], kept[2], kept[3]);
    }

    void put(String window, Progress value) throws Exception {
        progress.put(window, new long[] {value.number(), value.rows(), value.first(), value.last()});
    }

    void forget(String window) throws Exception {
        progress.remove(window);
    }

    /** Forgets how far counting has come in all windows. Rows go with their panes. */
    void clear() {
        progress.clear();
    }

    private MapState<SlicedRow, State> ofPane(long pane) throws Exception {
        return operator.getPartitionedState(pane, LongSerializer.INSTANCE, rows);
    }
}
