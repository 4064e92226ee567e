package io.evalstream.operators;

import io.evalstream.metrics.metric.Catalogue;
import io.evalstream.metrics.plan.Coverage;
import io.evalstream.metrics.plan.Plan;
import io.evalstream.metrics.plan.PlanSpec;
import io.evalstream.metrics.state.State;
import io.evalstream.operators.stream.Folded;
import io.evalstream.operators.stream.Joined;
import io.evalstream.operators.stream.Observation;
import io.evalstream.operators.stream.Partial;
import io.evalstream.operators.stream.PlanSerializers;
import io.evalstream.schemas.DeadLetter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;

/** Tells what happens to a fold, and what it passes on. It lets rows wait for a second at most. */
final class FoldStory implements AutoCloseable {

    private final OneInputStreamOperatorTestHarness<Joined, Folded> harness;
    private final Plan plan;
    private final Events events;

    FoldStory(PlanSpec spec) throws Exception {
        plan = Plan.compile(spec, Catalogue.discover());
        events = new Events(List.of(spec));
        harness = new OneInputStreamOperatorTestHarness<>(new FoldOperator(List.of(spec), Duration.ofSeconds(1)));
        harness.setup(PlanSerializers.FOLDED.createSerializer(new SerializerConfigImpl()));
        harness.open();
    }

    Events events() {
        return events;
    }

    FoldStory row(String version, double second, double score, int target) throws Exception {
        return observed(events.row(version, "a", second, score, target, 1));
    }

    FoldStory retracted(String version, double second, double score, int target) throws Exception {
        return observed(events.row(version, "a", second, score, target, -1));
    }

    FoldStory observed(Observation observation) throws Exception {
        harness.processElement(new StreamRecord<>(observation));
        return this;
    }

    FoldStory reach(double second) throws Exception {
        harness.processWatermark(Events.milliseconds(second));
        return this;
    }

    FoldStory barrier() throws Exception {
        harness.prepareSnapshotPreBarrier(1);
        return this;
    }

    FoldStory finish() throws Exception {
        harness.endInput();
        harness.getOneInputOperator().finish();
        return this;
    }

    FoldStory wait(Duration duration) throws Exception {
        harness.setProcessingTime(harness.getProcessingTime() + duration.toMillis());
        return this;
    }

    List<Partial> partials() {
        List<Partial> partials = new ArrayList<>();
        harness.extractOutputValues().forEach(folded -> partials.add((Partial) folded));
        harness.getOutput().clear();
        return partials;
    }

    /** Such as {@code m|v1 [10: 2 rows, 1 labelled} and {@code watermark 10}, since the last time. */
    List<String> said() {
        List<String> said = new ArrayList<>();
        for (Object element : harness.getOutput()) {
            if (element instanceof StreamRecord<?> record) {
                Partial partial = (Partial) record.getValue();
                State state = state(partial);
                Coverage coverage = Coverage.of(state);
                said.add(partial.series().model() + "|" + partial.series().version() + " ["
                        + Events.seconds(partial.pane()) + ": " + coverage.predictions() + " rows, "
                        + coverage.labelled() + " labelled");
            } else if (element instanceof Watermark mark) {
                said.add("watermark " + Events.seconds(mark.getTimestamp()));
            }
        }
        harness.getOutput().clear();
        return said;
    }

    State state(Partial partial) {
        State state = plan.layout().newState();
        state.mergeBytes(partial.state());
        return state;
    }

    List<DeadLetter> letters() {
        var letters = harness.getSideOutput(Outputs.DEAD_LETTERS);
        return letters == null
                ? List.of()
                : letters.stream().map(StreamRecord::getValue).toList();
    }

    @Override
    public void close() throws Exception {
        harness.close();
    }
}
