package io.evalstream.operators;

import io.evalstream.metrics.plan.PlanSpec;
import io.evalstream.operators.stream.Folded;
import io.evalstream.operators.stream.Incoming;
import io.evalstream.operators.stream.Joined;
import io.evalstream.operators.stream.KeyGroups;
import io.evalstream.operators.stream.PlanChange;
import io.evalstream.operators.stream.PlanSerializers;
import io.evalstream.operators.stream.Serializers;
import io.evalstream.operators.stream.SeriesKey;
import io.evalstream.schemas.MetricReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.formats.avro.typeutils.AvroTypeInfo;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.AbstractKeyedStateBackend;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;

/**
 * The operators as a job chains them, with records handed on by hand: several joins, each with its own fold, and several
 * window operators behind the key.
 */
final class Pipeline implements AutoCloseable {

    private static final int MAX_PARALLELISM = 8;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);
    /** Given as {@code -Dgolden.device=NAME}. */
    static final DeviceChoice DEVICE = new DeviceChoice(System.getProperty("golden.device", "arrays"));

    private static final SerializerConfigImpl CONFIG = new SerializerConfigImpl();
    private static final TypeSerializer<MetricReport> REPORT =
            new AvroTypeInfo<>(MetricReport.class).createSerializer(CONFIG);

    private final List<KeyedTwoInputStreamOperatorTestHarness<Integer, Incoming, Incoming.Label, Joined>> joins =
            new ArrayList<>();
    private final List<OneInputStreamOperatorTestHarness<Joined, Folded>> folds = new ArrayList<>();
    private final List<KeyedOneInputStreamOperatorTestHarness<SeriesKey, Folded, MetricReport>> windows =
            new ArrayList<>();
    private final long[] foldWatermarks;
    private final List<MetricReport> reports = new ArrayList<>();
    private long windowWatermark = Long.MIN_VALUE;

    /** What a checkpoint holds, and what had been reported by then. */
    record Checkpoint(
            List<OperatorSubtaskState> joins, List<OperatorSubtaskState> windows, List<MetricReport> reports) {}

    Pipeline(
            List<PlanSpec> plans,
            @Nullable PlanText text,
            int joinParallelism,
            int windowParallelism,
            StateBackend backend,
            @Nullable Checkpoint from)
            throws Exception {
        foldWatermarks = new long[joinParallelism];
        Arrays.fill(foldWatermarks, Long.MIN_VALUE);
        for (int i = 0; i < joinParallelism; i++) {
            var join = new KeyedTwoInputStreamOperatorTestHarness<>(
                    new LabelJoin(plans, text),
                    arrived -> LabelJoin.bucketOf(arrived),
                    label -> LabelJoin.bucketOf(label.id()),
                    Types.INT,
                    MAX_PARALLELISM,
                    joinParallelism,
                    i);
            TypeSerializer<Joined> joined = PlanSerializers.JOINED.createSerializer(CONFIG);
            start(join, joined, backend, from == null ? null : from.joins(), joinParallelism, i);
            joins.add(join);
            var fold = new OneInputStreamOperatorTestHarness<>(
                    new FoldOperator(plans, text, LONGEST_WAIT, DEVICE), MAX_PARALLELISM, joinParallelism, i);
            fold.setup(PlanSerializers.FOLDED.createSerializer(CONFIG));
            fold.open();
            folds.add(fold);
        }
        for (int i = 0; i < windowParallelism; i++) {
            var window = new KeyedOneInputStreamOperatorTestHarness<>(
                    new WindowOperator(plans, text, DEVICE),
                    Folded::series,
                    Serializers.SERIES,
                    MAX_PARALLELISM,
                    windowParallelism,
                    i);
            start(window, REPORT.duplicate(), backend, from == null ? null : from.windows(), windowParallelism, i);
            windows.add(window);
        }
        if (from != null) {
            reports.addAll(from.reports());
        }
    }

    void take(Incoming.Prediction prediction) throws Exception {
        int at = subtask(LabelJoin.bucketOf(prediction.id()), joins.size());
        joins.get(at).processElement1(new StreamRecord<>(prediction));
        handOn(at);
    }

    void take(Incoming.Label label) throws Exception {
        int at = subtask(LabelJoin.bucketOf(label.id()), joins.size());
        joins.get(at).processElement2(new StreamRecord<>(label));
        handOn(at);
    }

    /** Every join learns of it with its next prediction, as each intake tells all of them. */
    void change(PlanChange change) throws Exception {
        for (int address : KeyGroups.ofJoin(MAX_PARALLELISM)) {
            int at = subtask(address, joins.size());
            joins.get(at).processElement1(new StreamRecord<>(new Incoming.Planned(change, address)));
            handOn(at);
        }
    }

    void predictionsReach(long time) throws Exception {
        for (int i = 0; i < joins.size(); i++) {
            joins.get(i).processWatermark1(new Watermark(time));
            handOn(i);
        }
    }

    void labelsReach(long time) throws Exception {
        for (int i = 0; i < joins.size(); i++) {
            joins.get(i).processWatermark2(new Watermark(time));
            handOn(i);
        }
    }

    /** Lets processing time pass. */
    void waitForFolds() throws Exception {
        for (int i = 0; i < folds.size(); i++) {
            folds.get(i).setProcessingTime(folds.get(i).getProcessingTime() + LONGEST_WAIT.toMillis());
            handOn(i);
        }
    }

    Checkpoint checkpoint(long id) throws Exception {
        List<OperatorSubtaskState> ofJoins = new ArrayList<>();
        for (int i = 0; i < joins.size(); i++) {
            folds.get(i).prepareSnapshotPreBarrier(id);
            handOn(i);
            ofJoins.add(joins.get(i).snapshot(id, id));
        }
        List<OperatorSubtaskState> ofWindows = new ArrayList<>();
        for (var window : windows) {
            // A window that another absorbed is withdrawn at once, without a watermark.
            collect(window);
            ofWindows.add(window.snapshot(id, id));
        }
        return new Checkpoint(ofJoins, ofWindows, List.copyOf(reports));
    }

    List<MetricReport> reports() {
        return reports;
    }

    int joinEntries() {
        return joins.stream().mapToInt(Pipeline::entries).sum();
    }

    /** Entries of keyed state, which harnesses count on the heap only. */
    private static int entries(AbstractStreamOperatorTestHarness<?> harness) {
        AbstractStreamOperator<?> operator = (AbstractStreamOperator<?>) harness.getOperator();
        return ((AbstractKeyedStateBackend<?>) operator.<Object>getKeyedStateBackend()).numKeyValueStateEntries();
    }

    int windowEntries() {
        return windows.stream().mapToInt(Pipeline::entries).sum();
    }

    int timers() {
        return joins.stream().mapToInt(join -> join.numEventTimeTimers()).sum()
                + windows.stream()
                        .mapToInt(window -> window.numEventTimeTimers())
                        .sum();
    }

    @Override
    public void close() throws Exception {
        for (var join : joins) {
            join.close();
        }
        for (var fold : folds) {
            fold.close();
        }
        for (var window : windows) {
            window.close();
        }
    }

    private static <T> void start(
            AbstractStreamOperatorTestHarness<T> harness,
            TypeSerializer<T> output,
            StateBackend backend,
            @Nullable List<OperatorSubtaskState> from,
            int parallelism,
            int subtask)
            throws Exception {
        // In this order: a harness that is set up has its backend.
        harness.setStateBackend(backend);
        harness.setup(output);
        if (from != null) {
            OperatorSubtaskState all =
                    AbstractStreamOperatorTestHarness.repackageState(from.toArray(OperatorSubtaskState[]::new));
            harness.initializeState(AbstractStreamOperatorTestHarness.repartitionOperatorState(
                    all, MAX_PARALLELISM, from.size(), parallelism, subtask));
        }
        harness.open();
    }

    private void handOn(int at) throws Exception {
        var fold = folds.get(at);
        for (Object element : joins.get(at).getOutput()) {
            if (element instanceof Watermark mark) {
                fold.processWatermark(mark);
            } else {
                @SuppressWarnings("unchecked")
                StreamRecord<Joined> record = (StreamRecord<Joined>) element;
                fold.processElement(record);
            }
        }
        joins.get(at).getOutput().clear();
        for (Object element : fold.getOutput()) {
            if (element instanceof Watermark mark) {
                foldWatermarks[at] = mark.getTimestamp();
                advanceWindows();
            } else {
                @SuppressWarnings("unchecked")
                StreamRecord<Folded> record = (StreamRecord<Folded>) element;
                windows.get(subtask(record.getValue().series(), windows.size())).processElement(record);
            }
        }
        fold.getOutput().clear();
    }

    private void advanceWindows() throws Exception {
        long slowest = Arrays.stream(foldWatermarks).min().getAsLong();
        if (slowest > windowWatermark) {
            windowWatermark = slowest;
            for (var window : windows) {
                window.processWatermark(new Watermark(slowest));
                collect(window);
            }
        }
    }

    private void collect(KeyedOneInputStreamOperatorTestHarness<SeriesKey, Folded, MetricReport> window) {
        reports.addAll(window.extractOutputValues());
        window.getOutput().clear();
    }

    private static int subtask(Object key, int parallelism) {
        return KeyGroupRangeAssignment.assignKeyToParallelOperator(key, MAX_PARALLELISM, parallelism);
    }
}
