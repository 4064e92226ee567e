package io.evalstream.metrics.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evalstream.metrics.batch.ArraysDevice;
import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Cell;
import io.evalstream.metrics.batch.Cells;
import io.evalstream.metrics.batch.DataType;
import io.evalstream.metrics.batch.Device;
import io.evalstream.metrics.batch.Domain;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.Requirement;
import io.evalstream.metrics.batch.Row;
import io.evalstream.metrics.batch.RowSchema;
import io.evalstream.metrics.batch.StateTable;
import io.evalstream.metrics.batch.Statistic;
import io.evalstream.metrics.laws.ArgumentSets;
import io.evalstream.metrics.laws.Event;
import io.evalstream.metrics.laws.RandomRows;
import io.evalstream.metrics.metric.Catalogue;
import io.evalstream.metrics.metric.Metric;
import io.evalstream.metrics.metric.MetricSet;
import io.evalstream.metrics.state.Layout;
import io.evalstream.metrics.state.Slot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** A table of tensors holds, bit for bit, what loops over arrays hold. */
class TorchTableTest {

    private static final int OWNERS = 5;

    private final Catalogue catalogue = Catalogue.discover();

    @BeforeEach
    void torchIsThere() {
        Torch.assume();
    }

    @TestFactory
    Stream<DynamicTest> everyStatisticWithAKernelHasEqualBytes() {
        return onEveryStatistic(new TorchDevice("cpu"));
    }

    @TestFactory
    @Tag("gpu")
    Stream<DynamicTest> everyStatisticWithAKernelHasEqualBytesOnAGpu() {
        Torch.assumeGpu();
        return onEveryStatistic(new TorchDevice("cuda:0"));
    }

    private Stream<DynamicTest> onEveryStatistic(Device device) {
        List<Metric> metrics = new ArrayList<>();
        catalogue
                .definitions()
                .forEach(definition ->
                        metrics.addAll(ArgumentSets.of(definition, catalogue).values()));
        Map<String, MetricSet> sets = new TreeMap<>();
        for (Metric metric : metrics) {
            MetricSet set = MetricSet.of(Map.of("metric", metric));
            if (set.statistics().stream().anyMatch(statistic -> statistic.kernel() != null)) {
                sets.put(set.statistics().toString(), set);
            }
        }
        assertThat(sets).hasSizeGreaterThan(20);
        return sets.entrySet().stream()
                .map(entry -> DynamicTest.dynamicTest(entry.getKey(), () -> compare(entry.getValue(), device)));
    }

    private static void compare(MetricSet set, Device device) {
        boolean allHaveKernels = set.statistics().stream().allMatch(statistic -> statistic.kernel() != null);
        int onDevice = 0;
        for (long seed = 1; seed <= 12; seed++) {
            Random random = new Random(seed);
            RandomRows rows = new RandomRows(set.schema(), random);
            try (StateTable arrays = new ArraysDevice().newTable(set.layout(), set.statistics());
                    StateTable tensors = device.newTable(set.layout(), set.statistics())) {
                for (int flush = 0; flush < 2; flush++) {
                    for (int owner = 0; owner < OWNERS; owner++) {
                        arrays.add();
                        tensors.add();
                    }
                    for (int count : new int[] {1, 17, 40}) {
                        List<Event> events = flush == 0
                                ? alike(set.schema().inputs(), rows.events(30 + 6 * count), seed)
                                : rows.events(count);
                        Batch batch = batch(set, events, random);
                        int[] owners = random.ints(events.size(), 0, OWNERS).toArray();
                        arrays.update(batch, owners);
                        tensors.update(batch, owners);
                    }
                    onDevice += allHaveKernels && isEmpty(tensors) ? 1 : 0;
                    for (int owner = 0; owner < OWNERS; owner++) {
                        assertThat(tensors.read(owner).toBytes())
                                .as("state " + owner + ", seed " + seed)
                                .isEqualTo(arrays.read(owner).toBytes());
                    }
                    arrays.clear();
                    tensors.clear();
                }
            }
        }
        if (allHaveKernels) {
            assertThat(onDevice)
                    .as("flushes that were held by the device alone")
                    .isPositive();
        }
    }

    /**
     * The largest group of events with columns of the same types and shapes, as those of one model are; with some seeds
     * they are weighted, and with some there are numbers of which products are not representable.
     */
    private static List<Event> alike(List<Input> inputs, List<Event> events, long seed) {
        Map<String, List<Event>> groups = new TreeMap<>();
        for (Event event : events) {
            StringBuilder look = new StringBuilder();
            for (Input input : inputs) {
                look.append(
                        event.row().cell(input) instanceof Cell.Numbers numbers
                                ? numbers.type() + Arrays.toString(numbers.shape())
                                : "absent");
            }
            boolean weighs = event.row().cell(Input.WEIGHTS) instanceof Cell.Numbers
                    || event.row().cell(Input.LABEL_WEIGHTS) instanceof Cell.Numbers;
            if (!look.toString().contains("FLOAT16")
                    && weighs == (seed % 2 == 0)
                    && (seed % 3 == 0
                            || inputs.stream()
                                    .allMatch(input -> isModerate(event.row().cell(input))))) {
                groups.computeIfAbsent(look.toString(), any -> new ArrayList<>())
                        .add(event);
            }
        }
        return groups.values().stream().max(Comparator.comparingInt(List::size)).orElse(events);
    }

    private static boolean isModerate(Cell cell) {
        return !(cell instanceof Cell.Numbers numbers)
                || Arrays.stream(numbers.values())
                        .map(Math::abs)
                        .allMatch(value -> value == 0 || (value > 1e-100 && value < 1e100));
    }

    private static boolean isEmpty(StateTable table) {
        for (int row = 0; row < table.size(); row++) {
            if (!table.own(row).isEmpty()) {
                return false;
            }
        }
        return true;
    }

    private static Batch batch(MetricSet set, List<Event> events, Random random) {
        Batch batch = new Batch(set.schema());
        int[] multiplicities = {1, 1, 1, -1, 3};
        for (Event event : events) {
            batch.append(
                    event.row(), multiplicities[random.nextInt(multiplicities.length)], event.time(), event.sequence());
        }
        return batch;
    }

    @Test
    void aThousandClassesWithTiesHaveEqualBytes() {
        MetricSet set = wide(1000);
        Random random = new Random(7);
        try (StateTable arrays = new ArraysDevice().newTable(set.layout(), set.statistics());
                StateTable tensors = new TorchDevice("cpu").newTable(set.layout(), set.statistics())) {
            for (int row = 0; row < 100; row++) {
                arrays.add();
                tensors.add();
            }
            Batch batch = logits(set, 300, 1000, random);
            int[] owners = random.ints(300, 0, 100).toArray();
            arrays.update(batch, owners);
            tensors.update(batch, owners);
            assertThat(isEmpty(tensors)).isTrue();
            assertThat(tensors.nativeBytes()).isGreaterThan(300 * 1000 * 4L);
            assertThat(arrays.nativeBytes()).isZero();
            for (int row = 0; row < 100; row++) {
                assertThat(tensors.read(row)).isEqualTo(arrays.read(row));
            }
        }
    }

    @Test
    void aTableGrowsAndKeepsWhatItHeld() {
        MetricSet set = wide(10);
        Random random = new Random(8);
        try (StateTable arrays = new ArraysDevice().newTable(set.layout(), set.statistics());
                StateTable tensors = new TorchDevice("cpu").newTable(set.layout(), set.statistics())) {
            for (int states : new int[] {3, 40, 200}) {
                while (arrays.size() < states) {
                    arrays.add();
                    tensors.add();
                }
                Batch batch = logits(set, 50, 10, random);
                int[] owners = random.ints(50, 0, states).toArray();
                arrays.update(batch, owners);
                tensors.update(batch, owners);
            }
            for (int row = 0; row < 200; row++) {
                assertThat(tensors.read(row)).isEqualTo(arrays.read(row));
            }
        }
    }

    @Test
    void aBatchThatFailsLeavesNoTensors() {
        MetricSet set = wide(10);
        Batch batch = logits(set, 2, 10, new Random(9));
        try (StateTable table = new TorchDevice("cpu").newTable(set.layout(), set.statistics())) {
            table.add();
            int before = TensorScope.open();
            // Row 4000 lies outside the table.
            assertThatThrownBy(() -> table.update(batch, new int[] {0, 4000})).isInstanceOf(RuntimeException.class);
            assertThat(TensorScope.open()).isLessThanOrEqualTo(before + 2);
        }
        assertThat(TensorScope.open()).isZero();
    }

    /** Remembers how many rows came where its modules would run. */
    private record Placed(String device) implements Statistic {
        @Override
        public String id() {
            return "placed";
        }

        @Override
        public List<Slot> slots() {
            return List.of(Slot.counts("on_cpu_tensors"));
        }

        @Override
        public List<Requirement> requirements() {
            return List.of(Requirement.of(Input.PREDS, new Domain.Finite()));
        }

        @Override
        public Statistic on(Device device) {
            return new Placed(device.name());
        }

        @Override
        public void update(Batch batch, Cells cells) {
            for (int row = 0; row < batch.size(); row++) {
                cells.count(row, 0, 0, device.equals("torch:cpu") ? 1 : 0);
            }
        }
    }

    @Test
    void whatAStatisticRunsComesToTheDevice() {
        List<Statistic> statistics = List.of(new Placed("nowhere"));
        Layout layout = Layout.of("placed", statistics.get(0).slots());
        Batch batch = new Batch(new RowSchema(statistics));
        batch.append(
                new Row(new RowSchema(statistics)).set(Input.PREDS, Cell.Numbers.scalar(1, DataType.FLOAT64)), 1, 0, 0);
        for (Device device : List.of(new ArraysDevice(), new TorchDevice("cpu"))) {
            try (StateTable table = device.newTable(layout, statistics)) {
                table.add();
                table.update(batch, new int[1]);
                assertThat(table.read(0).words()[0]).as(device.name()).isEqualTo(device instanceof TorchDevice ? 1 : 0);
            }
        }
    }

    /** Accuracy among the first and the first five, counts by class, calibration of logits. */
    static MetricSet wide(int classes) {
        Catalogue catalogue = Catalogue.discover();
        return MetricSet.of(Map.of(
                "accuracy", metric(catalogue, "multiclass_accuracy", Map.of("num_classes", classes, "input", "logit")),
                "top_5", firstFive(catalogue, classes),
                "calibration",
                        metric(
                                catalogue,
                                "multiclass_calibration_error",
                                Map.of("num_classes", classes, "input", "logit"))));
    }

    /** Accuracy among the first five. */
    static MetricSet firstFive(int classes) {
        return MetricSet.of(Map.of("top_5", firstFive(Catalogue.discover(), classes)));
    }

    private static Metric firstFive(Catalogue catalogue, int classes) {
        return metric(catalogue, "multiclass_accuracy", Map.of("num_classes", classes, "input", "logit", "top_k", 5));
    }

    private static Metric metric(Catalogue catalogue, String name, Map<String, Object> arguments) {
        return catalogue.create(name, arguments, Map.of());
    }

    /** Logits of float32, so coarse that many are equal. */
    static Batch logits(MetricSet set, int rows, int classes, Random random) {
        Batch batch = new Batch(set.schema());
        for (int row = 0; row < rows; row++) {
            double[] scores = new double[classes];
            for (int i = 0; i < classes; i++) {
                scores[i] = Math.rint(random.nextGaussian() * 8) / 4;
            }
            Row next = new Row(set.schema());
            next.set(Input.PREDS, new Cell.Numbers(scores, DataType.FLOAT32, new int[] {classes}));
            next.set(Input.TARGET, Cell.Numbers.scalar(random.nextInt(classes), DataType.INT64));
            batch.append(next, 1, 0, row);
        }
        return batch;
    }
}
