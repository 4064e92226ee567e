package io.evalstream.operators;

import io.evalstream.metrics.plan.PlanSpec;
import io.evalstream.operators.stream.Incoming;
import io.evalstream.operators.stream.Observation;
import io.evalstream.operators.stream.Serializers;
import io.evalstream.schemas.Counter;
import io.evalstream.schemas.Diagnostics;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;

/** Tells what happens to a join, and what the join says. Times are in seconds. */
final class JoinStory implements AutoCloseable {

    static final int MAX_PARALLELISM = 128;

    private final KeyedTwoInputStreamOperatorTestHarness<Integer, Incoming.Prediction, Incoming.Label, Observation>
            harness;
    private final Events events;

    private JoinStory(List<PlanSpec> plans, int parallelism, int subtask, @Nullable OperatorSubtaskState state)
            throws Exception {
        events = new Events(plans);
        harness = new KeyedTwoInputStreamOperatorTestHarness<>(
                new LabelJoin(plans),
                prediction -> LabelJoin.bucketOf(prediction.id()),
                label -> LabelJoin.bucketOf(label.id()),
                Types.INT,
                MAX_PARALLELISM,
                parallelism,
                subtask);
        harness.setup(Serializers.OBSERVATION.createSerializer(new SerializerConfigImpl()));
        if (state != null) {
            harness.initializeState(state);
        }
        harness.open();
    }

    static JoinStory of(PlanSpec... plans) throws Exception {
        return new JoinStory(Arrays.asList(plans), 1, 0, null);
    }

    /** One subtask of a join that begins where others left off. */
    static JoinStory restored(
            PlanSpec plan, int oldParallelism, int parallelism, int subtask, OperatorSubtaskState... snapshots)
            throws Exception {
        OperatorSubtaskState all = AbstractStreamOperatorTestHarness.repackageState(snapshots);
        return new JoinStory(
                List.of(plan),
                parallelism,
                subtask,
                AbstractStreamOperatorTestHarness.repartitionOperatorState(
                        all, MAX_PARALLELISM, oldParallelism, parallelism, subtask));
    }

    JoinStory prediction(String version, String id, double second, double score) throws Exception {
        return prediction("plan", version, id, second, score);
    }

    JoinStory prediction(String plan, String version, String id, double second, double score) throws Exception {
        harness.processElement1(new StreamRecord<>(events.prediction(plan, version, id, second, score)));
        return this;
    }

    JoinStory take(Incoming.Prediction prediction) throws Exception {
        harness.processElement1(new StreamRecord<>(prediction));
        return this;
    }

    JoinStory label(String id, double second, int target) throws Exception {
        harness.processElement2(new StreamRecord<>(events.label(id, second, target)));
        return this;
    }

    JoinStory predictionsReach(double second) throws Exception {
        harness.processWatermark1(new Watermark(Events.milliseconds(second)));
        return this;
    }

    JoinStory labelsReach(double second) throws Exception {
        harness.processWatermark2(new Watermark(Events.milliseconds(second)));
        return this;
    }

    JoinStory bothReach(double second) throws Exception {
        return predictionsReach(second).labelsReach(second);
    }

    /** Both inputs end without a watermark that says so, as when idle sources are drained. */
    JoinStory bothAreDrained() throws Exception {
        harness.endInput1();
        harness.endInput2();
        return this;
    }

    JoinStory bothEnd() throws Exception {
        harness.processBothWatermarks(Watermark.MAX_WATERMARK);
        return this;
    }

    JoinStory predictionsAre(WatermarkStatus status) throws Exception {
        harness.processWatermarkStatus1(status);
        return this;
    }

    JoinStory labelsAre(WatermarkStatus status) throws Exception {
        harness.processWatermarkStatus2(status);
        return this;
    }

    /** What was said since the last time, in order. */
    List<String> said() {
        List<String> said = new ArrayList<>();
        for (Object element : harness.getOutput()) {
            if (element instanceof StreamRecord<?> record) {
                said.add(events.words((Observation) record.getValue()));
            } else if (element instanceof Watermark mark) {
                said.add("watermark "
                        + (mark.equals(Watermark.MAX_WATERMARK) ? "end" : Events.seconds(mark.getTimestamp())));
            } else {
                said.add(element.equals(WatermarkStatus.IDLE) ? "idle" : "active");
            }
        }
        harness.getOutput().clear();
        return said;
    }

    /** Observations said since the last time. */
    List<String> observed() {
        return said().stream().filter(word -> word.contains("@")).toList();
    }

    /** The latest counts of what depends on the order of arrival. */
    Map<String, Long> counted() {
        Map<String, Long> counts = new TreeMap<>();
        var letters = harness.getSideOutput(Outputs.DIAGNOSTICS);
        if (letters != null) {
            for (StreamRecord<Diagnostics> record : letters) {
                for (Counter counter : record.getValue().getCounters()) {
                    counts.put(counter.getName(), counter.getCount());
                }
            }
        }
        return counts;
    }

    /** What expired unmatched, such as {@code PREDICTION a@10 of plan}. */
    List<String> unmatched() {
        var records = harness.getSideOutput(Outputs.UNMATCHED);
        return records == null
                ? List.of()
                : records.stream()
                        .map(StreamRecord::getValue)
                        .map(unmatched -> unmatched.getSide() + " " + unmatched.getPredictionId() + "@"
                                + Events.seconds(unmatched.getEventTime().toEpochMilli())
                                + (unmatched.getPlan().isEmpty() ? "" : " of " + unmatched.getPlan())
                                + (unmatched.getTopic().isEmpty()
                                        ? ""
                                        : " from " + unmatched.getTopic() + " " + unmatched.getPartition() + " at "
                                                + unmatched.getOffset()))
                        .toList();
    }

    int entries() {
        return harness.numKeyedStateEntries();
    }

    int timers() {
        return harness.numEventTimeTimers();
    }

    OperatorSubtaskState snapshot() throws Exception {
        return harness.snapshot(1, 1);
    }

    @Override
    public void close() throws Exception {
        harness.close();
    }
}
