package io.evalstream.operators;

import static io.evalstream.operators.SamplePlans.cumulative;
import static io.evalstream.operators.SamplePlans.labels;
import static io.evalstream.operators.SamplePlans.running;
import static io.evalstream.operators.SamplePlans.sliding;
import static io.evalstream.operators.SamplePlans.tumbling;
import static org.assertj.core.api.Assertions.assertThat;

import io.evalstream.metrics.batch.ArraysDevice;
import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Cell;
import io.evalstream.metrics.batch.DataType;
import io.evalstream.metrics.batch.DeviceException;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.Row;
import io.evalstream.metrics.batch.StateTable;
import io.evalstream.metrics.metric.Catalogue;
import io.evalstream.metrics.plan.Coverage;
import io.evalstream.metrics.plan.Plan;
import io.evalstream.metrics.plan.PlanSpec;
import io.evalstream.metrics.plan.PlanSpec.MetricSpec;
import io.evalstream.metrics.plan.SliceSpec;
import io.evalstream.metrics.plan.WindowSpec;
import io.evalstream.metrics.state.State;
import io.evalstream.metrics.state.WideSlots;
import io.evalstream.metrics.torch.TensorScope;
import io.evalstream.metrics.torch.TorchEngine;
import io.evalstream.operators.stream.Partial;
import io.evalstream.schemas.MetricReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Windows whose wide states lie on a device say what windows in keyed state say, at every tick, whichever states had to make
 * room and whatever device a snapshot is restored to.
 */
class WindowDevicesTest {

    /** Room for two states or so. */
    private static final DeviceChoice SMALL = new DeviceChoice("torch:cpu", 1);

    private static final DeviceChoice LARGE = new DeviceChoice("torch:cpu");
    private static final List<String> SLICES = List.of("country=DE", "country=FR", "country=IT");
    private static final int CLASSES = 40;
    private static final int FEATURES = 45;

    /** Plans with wide slots of counts and of fixed sums. */
    enum Wide {
        COUNTS,
        MOMENTS;

        PlanSpec spec(List<WindowSpec> windows) {
            return PlanSpec.of("plan", List.of(Events.MODEL), arguments(), metrics(), windows)
                    .withLabels(labels(30, 0, 0, 5L));
        }

        private Map<String, Object> arguments() {
            return this == COUNTS ? Map.of("num_classes", CLASSES, "input", "logit") : Map.of("feature", FEATURES);
        }

        private List<MetricSpec> metrics() {
            return this == COUNTS
                    ? List.of(
                            MetricSpec.of("multiclass_confusion_matrix"), MetricSpec.of("multiclass_calibration_error"))
                    : List.of(MetricSpec.of("frechet_inception_distance"));
        }

        Row row(Plan plan, Random random) {
            Row row = new Row(plan.metrics().schema());
            if (this == COUNTS) {
                double[] logits = random.doubles(CLASSES, -8, 8).toArray();
                return row.set(Input.PREDS, new Cell.Numbers(logits, DataType.FLOAT64, new int[] {CLASSES}))
                        .set(Input.TARGET, Cell.Numbers.scalar(random.nextInt(CLASSES), DataType.INT64));
            }
            double[] features = random.doubles(FEATURES, -500_000, 500_000).toArray();
            return row.set(
                            Input.numbers("features", Input.Side.PREDICTION),
                            new Cell.Numbers(features, DataType.FLOAT64, new int[] {FEATURES}))
                    .set(
                            Input.numbers("real", Input.Side.PREDICTION),
                            Cell.Numbers.scalar(random.nextInt(2), DataType.INT64));
        }
    }

    @BeforeAll
    static void startPyTorch() {
        try {
            TorchEngine.start();
        } catch (DeviceException e) {
            Assumptions.abort(e.getMessage());
        }
    }

    @ParameterizedTest
    @EnumSource
    void windowsOfPanesSayTheSame(Wide wide) throws Exception {
        compare(wide, wide.spec(List.of(tumbling(10), sliding(30, 10), cumulative(40, 10), running(20))));
    }

    @ParameterizedTest
    @EnumSource
    void sessionsSayTheSame(Wide wide) throws Exception {
        compare(wide, wide.spec(List.of(WindowSpec.session(Duration.ofSeconds(7)))));
    }

    @ParameterizedTest
    @EnumSource
    void windowsThatTellFewSlicesApartSayTheSame(Wide wide) throws Exception {
        PlanSpec spec = wide.spec(List.of(tumbling(10), running(20)))
                .withSlices(List.of(new SliceSpec(List.of("country"), Map.of(), Map.of(), 1)));
        compare(wide, spec);
    }

    private static void compare(Wide wide, PlanSpec spec) throws Exception {
        Plan plan = Plan.compile(spec, Catalogue.discover());
        assertThat(new WideSlots(plan.layout()).words())
                .as("words on the device")
                .isPositive();
        for (int seed = 0; seed < 4; seed++) {
            boolean onRocks = seed % 4 == 3;
            StateBackend backend = onRocks ? new EmbeddedRocksDBStateBackend() : new HashMapStateBackend();
            List<String> expected = undisturbed(wide, plan, seed);
            List<String> found = disturbed(wide, plan, backend, seed);
            assertThat(found).hasSameSizeAs(expected).hasSizeGreaterThan(10);
            for (int i = 0; i < expected.size(); i++) {
                assertThat(found.get(i)).as("seed %d", seed).isEqualTo(expected.get(i));
            }
            assertThat(TensorScope.open()).as("tensors that windows left").isZero();
        }
    }

    private static List<String> undisturbed(Wide wide, Plan plan, int seed) throws Exception {
        List<String> reports = new ArrayList<>();
        try (WindowStory windows = WindowStory.of(plan.spec())) {
            Tale tale = new Tale(wide, plan, seed);
            while (tale.goesOn()) {
                tale.tell(List.of(windows));
            }
            windows.end();
            keep(windows, reports);
        }
        return sorted(reports);
    }

    /** The same tale, with snapshots from which it goes on now on this device and now on that, and last on two instances. */
    private static List<String> disturbed(Wide wide, Plan plan, StateBackend backend, int seed) throws Exception {
        List<String> reports = new ArrayList<>();
        Random random = new Random(-seed);
        List<WindowStory> windows = List.of(new WindowStory(plan.spec(), SMALL, backend, 1, 0, null));
        try {
            Tale tale = new Tale(wide, plan, seed);
            while (tale.goesOn()) {
                tale.tell(windows);
                OperatorSubtaskState snapshot = windows.size() == 1 && random.nextInt(6) == 0
                        ? windows.get(0).snapshot()
                        : null;
                if (snapshot != null && random.nextBoolean()) {
                    keep(windows.get(0), reports);
                    windows.get(0).close();
                    windows = restored(plan, random, backend, tale.isHalfTold() ? 2 : 1, snapshot);
                }
            }
            for (WindowStory one : windows) {
                one.end();
                keep(one, reports);
            }
        } finally {
            for (WindowStory one : windows) {
                one.close();
            }
        }
        return sorted(reports);
    }

    private static List<WindowStory> restored(
            Plan plan, Random random, StateBackend backend, int parallelism, OperatorSubtaskState snapshot)
            throws Exception {
        List<WindowStory> restored = new ArrayList<>();
        for (int subtask = 0; subtask < parallelism; subtask++) {
            DeviceChoice device = List.of(DeviceChoice.ARRAYS, SMALL, LARGE).get(random.nextInt(3));
            restored.add(WindowStory.restored(plan.spec(), device, backend, parallelism, subtask, snapshot));
        }
        return restored;
    }

    private static void keep(WindowStory windows, List<String> reports) {
        for (MetricReport report : windows.reports()) {
            report.setDevice("");
            reports.add(report.toString());
        }
    }

    /** Timers of one time fire in an order that a restore may change. */
    private static List<String> sorted(List<String> reports) {
        return reports.stream().sorted().toList();
    }

    /** What happens: partial states of some versions and slices, and watermarks. */
    private static final class Tale {
        private final Wide wide;
        private final Plan plan;
        private final Random random;
        private int step;
        private int second;

        Tale(Wide wide, Plan plan, int seed) {
            this.wide = wide;
            this.plan = plan;
            random = new Random(seed);
        }

        boolean goesOn() {
            return step < 60;
        }

        boolean isHalfTold() {
            return step > 30;
        }

        void tell(List<WindowStory> windows) throws Exception {
            step++;
            if (random.nextInt(3) == 0) {
                second += random.nextInt(9);
                for (WindowStory one : windows) {
                    one.reach(second);
                }
                return;
            }
            // Some come late, and some after their pane has expired.
            double at = second + random.nextInt(14) - 10;
            String version = "v" + random.nextInt(3);
            int subtask = KeyGroupRangeAssignment.assignKeyToParallelOperator(
                    Events.series(plan.name(), version), WindowStory.MAX_PARALLELISM, windows.size());
            for (Map.Entry<String, byte[]> slice : states(Math.max(0, at)).entrySet()) {
                long pane = plan.paneOf(Events.milliseconds(Math.max(0, at)));
                windows.get(subtask)
                        .partial(new Partial(
                                Events.series(plan.name(), version), slice.getKey(), pane, null, slice.getValue()));
            }
        }

        private Map<String, byte[]> states(double at) {
            Batch batch = new Batch(plan.metrics().schema());
            int rows = 1 + random.nextInt(4);
            for (int i = 0; i < rows; i++) {
                batch.append(wide.row(plan, random), random.nextInt(5) == 0 ? -1 : 1, 0, 0);
            }
            try (StateTable table =
                    new ArraysDevice().newTable(plan.layout(), plan.metrics().statistics())) {
                table.add();
                table.update(batch, new int[rows]);
                State state = table.read(0);
                Coverage.add(state, rows, rows, 0, 0);
                if (plan.eventTimes() != null) {
                    plan.eventTimes().add(state, Events.milliseconds(at));
                }
                Map<String, byte[]> bySlice = new TreeMap<>(Map.of("", state.toBytes()));
                if (!plan.spec().slices().isEmpty()) {
                    bySlice.put(SLICES.get(random.nextInt(SLICES.size())), state.toBytes());
                }
                return bySlice;
            }
        }
    }
}
