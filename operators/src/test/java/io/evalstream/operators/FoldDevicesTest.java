package io.evalstream.operators;

import static io.evalstream.operators.SamplePlans.tumbling;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evalstream.metrics.batch.Cell;
import io.evalstream.metrics.batch.DataType;
import io.evalstream.metrics.batch.DeviceException;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.Row;
import io.evalstream.metrics.batch.RowSchema;
import io.evalstream.metrics.plan.Plan;
import io.evalstream.metrics.plan.PlanSpec;
import io.evalstream.metrics.plan.PlanSpec.MetricSpec;
import io.evalstream.metrics.torch.TorchEngine;
import io.evalstream.operators.stream.Incoming;
import io.evalstream.operators.stream.Observation;
import io.evalstream.operators.stream.Partial;
import io.evalstream.operators.stream.PlanSerializers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.apache.flink.api.common.externalresource.ExternalResourceInfo;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.MockStreamingRuntimeContext;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** A fold passes on the same bytes on every device, and says which device it takes. */
class FoldDevicesTest {

    private static final int CLASSES = 20;

    @Test
    void partialsAreTheSameOnArraysAndOnTensors() throws Exception {
        assumeTorch();
        PlanSpec plan = plan(CLASSES);
        List<Observation> observations = observations(plan, 600);
        List<Partial> onArrays = folded(plan, DeviceChoice.ARRAYS, observations);
        List<Partial> onTensors = folded(plan, new DeviceChoice("torch:cpu"), observations);
        assertThat(onTensors).hasSameSizeAs(onArrays).hasSizeGreaterThan(10);
        for (int i = 0; i < onArrays.size(); i++) {
            assertThat(onTensors.get(i).series()).isEqualTo(onArrays.get(i).series());
            assertThat(onTensors.get(i).pane()).isEqualTo(onArrays.get(i).pane());
            assertThat(onTensors.get(i).state()).isEqualTo(onArrays.get(i).state());
        }
    }

    @Test
    void autoTakesAGpuForWideVectorsAlone() {
        assertThat(chosen(10, List.of(0)))
                .isEqualTo("arrays (auto: the widest vectors have 10 numbers, and a GPU pays" + " from "
                        + DeviceChoice.WIDE + ")");
        assertThat(chosen(5000, List.of()))
                .isEqualTo("arrays (auto: there is no GPU, and PyTorch on a CPU is not faster)");
        Plans binary = Plans.compile(List.of(SamplePlans.plan(tumbling(10))));
        assertThat(new DeviceChoice("auto").open(binary.all(), () -> List.of(0), 0))
                .hasToString("arrays (auto: no metric of these plans is faster on tensors)");
    }

    /** Here there is none of that number, which is told. */
    @Test
    void anInstanceTakesTheGpuOfItsNumberAmongThoseThatFlinkHasGiven() {
        assumeTorch();
        RuntimeContext second = new MockStreamingRuntimeContext(4, 1) {
            @Override
            public Set<ExternalResourceInfo> getExternalResourceInfos(String resource) {
                return resource.equals("gpu") ? Set.of(gpu("998"), gpu("997")) : Set.of();
            }
        };
        Plan wide = Plans.compile(List.of(plan(5000))).all().iterator().next();
        assertThatThrownBy(() -> new DeviceChoice("auto").open(wide, second))
                .isInstanceOf(DeviceException.class)
                .hasMessageContaining("torch:cuda:998 was asked for");
    }

    private static ExternalResourceInfo gpu(String index) {
        return new ExternalResourceInfo() {
            @Override
            public Optional<String> getProperty(String key) {
                return key.equals("index") ? Optional.of(index) : Optional.empty();
            }

            @Override
            public Collection<String> getKeys() {
                return List.of("index");
            }
        };
    }

    private static void assumeTorch() {
        try {
            TorchEngine.start();
        } catch (DeviceException e) {
            Assumptions.abort(e.getMessage());
        }
    }

    @Test
    void anUnknownDeviceIsRefused() {
        assertThatThrownBy(() -> new DeviceChoice("gpu"))
                .isInstanceOf(DeviceException.class)
                .hasMessage("the device 'gpu' is not known; expected auto, arrays, torch:cpu or torch:cuda:N");
    }

    private static String chosen(int classes, List<Integer> gpus) {
        Plans plans = Plans.compile(List.of(plan(classes)));
        return new DeviceChoice("auto").open(plans.all(), () -> gpus, 0).toString();
    }

    private static PlanSpec plan(int classes) {
        return PlanSpec.of(
                "plan",
                List.of(Events.MODEL),
                Map.of("num_classes", classes, "input", "logit"),
                List.of(MetricSpec.of("multiclass_f1_score"), MetricSpec.of("multiclass_calibration_error")),
                List.of(tumbling(10)));
    }

    private static List<Partial> folded(PlanSpec plan, DeviceChoice device, List<Observation> observations)
            throws Exception {
        List<Partial> partials = new ArrayList<>();
        try (var harness = new OneInputStreamOperatorTestHarness<>(
                new FoldOperator(List.of(plan), Duration.ofSeconds(1), device))) {
            harness.setup(PlanSerializers.FOLDED.createSerializer(new SerializerConfigImpl()));
            harness.open();
            int seen = 0;
            for (Observation observation : observations) {
                harness.processElement(new StreamRecord<>(observation));
                if (++seen % 150 == 0) {
                    harness.prepareSnapshotPreBarrier(seen);
                }
            }
            harness.endInput();
            harness.getOneInputOperator().finish();
            harness.extractOutputValues().forEach(folded -> partials.add((Partial) folded));
        }
        return partials;
    }

    /** Rows of three versions in five panes, some of which are taken back. */
    private static List<Observation> observations(PlanSpec spec, int count) {
        Plans plans = Plans.compile(List.of(spec));
        Plan plan = Objects.requireNonNull(plans.find("plan"));
        RowSchema schema = plan.metrics().schema();
        Random random = new Random(11);
        List<Observation> observations = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            double[] logits = random.doubles(CLASSES, -8, 8).toArray();
            Row row = new Row(schema).set(Input.PREDS, new Cell.Numbers(logits, DataType.FLOAT64, new int[] {CLASSES}));
            Row label = new Row(schema).set(Input.TARGET, Cell.Numbers.scalar(random.nextInt(CLASSES), DataType.INT64));
            int times = random.nextInt(5) == 0 ? -1 : 1;
            observations.add(new Observation(
                    Events.series("plan", "v" + random.nextInt(3)),
                    "row " + i,
                    Events.milliseconds(random.nextInt(50)),
                    List.of(),
                    times,
                    0,
                    0,
                    times,
                    plan.codec(Input.Side.PREDICTION).encode(row),
                    plan.codec(Input.Side.LABEL).encode(label),
                    0,
                    new Incoming.Origin("labels", 0, i)));
        }
        return observations;
    }
}
