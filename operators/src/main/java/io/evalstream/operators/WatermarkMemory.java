package io.evalstream.operators;

import java.util.List;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.runtime.state.StateInitializationContext;

/**
 * The largest watermark an operator has seen, kept across restores. After a restore Flink begins again with no
 * watermark, and what was late would be taken for new; every subtask keeps what it has seen and takes the largest of all.
 */
public final class WatermarkMemory {

    private final ListState<Long> stored;
    private long latest = Long.MIN_VALUE;

    public WatermarkMemory(StateInitializationContext context) throws Exception {
        stored = context.getOperatorStateStore()
                .getUnionListState(new ListStateDescriptor<>("watermark", LongSerializer.INSTANCE));
        if (context.isRestored()) {
            for (long watermark : stored.get()) {
                advance(watermark);
            }
        }
    }

    public void advance(long watermark) {
        latest = Math.max(latest, watermark);
    }

    /** The largest watermark, before or after a restore. */
    public long latest() {
        return latest;
    }

    public void snapshot() throws Exception {
        stored.update(List.of(latest));
    }
}
