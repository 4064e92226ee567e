package io.evalstream.metrics.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.evalstream.metrics.batch.ArraysDevice;
import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Cell;
import io.evalstream.metrics.batch.DataType;
import io.evalstream.metrics.batch.Device;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.Rejection;
import io.evalstream.metrics.batch.Row;
import io.evalstream.metrics.batch.StateTable;
import io.evalstream.metrics.batch.Statistic;
import io.evalstream.metrics.laws.Event;
import io.evalstream.metrics.metric.Catalogue;
import io.evalstream.metrics.metric.MetricSet;
import io.evalstream.metrics.metric.Value;
import io.evalstream.metrics.state.State;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a user's module says of rows, however they come. */
class ModuleStatisticTest {

    private final Random random = new Random(7);

    @BeforeEach
    void torchIsThere() {
        Torch.assume();
    }

    @Test
    void itSaysWhatItsComputeMakesOfTheRows() {
        MetricSet set = set("relative_error.pt");
        Value value = value(set, fold(set, List.of(pair(set, 1.5, 1), pair(set, 2, 2), pair(set, 3, 4))));
        assertThat(number(value, "mean")).isEqualTo((0.5 + 0.25) / 3);
        assertThat(number(value, "worst")).isEqualTo(0.5);
        assertThat(value(set, set.layout().newState()))
                .isEqualTo(Value.undefined(Value.Code.EMPTY, "no row was counted"));
    }

    @Test
    void rowsMayBeSplitAndMergedInAnyOrder() {
        MetricSet set = set("relative_error.pt");
        List<Event> events = Stream.generate(() -> pair(set, random.nextGaussian(), 1 + random.nextDouble()))
                .limit(60)
                .toList();
        Value whole = value(set, fold(set, events));
        for (int i = 0; i < 10; i++) {
            List<Event> shuffled = new ArrayList<>(events);
            Collections.shuffle(shuffled, random);
            State merged = set.layout().newState();
            for (int from = 0; from < shuffled.size(); ) {
                int end = Math.min(shuffled.size(), from + random.nextInt(9));
                merged.mergeBytes(fold(set, shuffled.subList(from, end)).toBytes());
                from = end;
            }
            Value value = value(set, merged);
            assertThat(number(value, "mean")).isCloseTo(number(whole, "mean"), within(1e-13));
            assertThat(number(value, "worst")).isEqualTo(number(whole, "worst"));
            assertThat(merged.words()[0]).as("rows").isEqualTo(60);
        }
    }

    @Test
    void statesOfOneBatchDoNotTouchEachOther() {
        MetricSet set = set("class_errors.pt");
        List<Event> events =
                Stream.generate(() -> scores(set, random.nextInt(3))).limit(40).toList();
        int[] owners = random.ints(40, 0, 3).toArray();
        for (Device device : List.of(new ArraysDevice(), new TorchDevice("cpu"))) {
            List<State> together = fold(device, set, events, owners, 3);
            for (int state = 0; state < 3; state++) {
                List<Event> own = new ArrayList<>();
                for (int i = 0; i < owners.length; i++) {
                    if (owners[i] == state) {
                        own.add(events.get(i));
                    }
                }
                assertThat(together.get(state)).as(device.name()).isEqualTo(fold(set, own));
            }
        }
    }

    @Test
    void rowsOfSeveralTypesAndShapesMayComeTogether() {
        MetricSet set = set("relative_error.pt");
        Row vector = new Row(set.schema())
                .set(Input.PREDS, Cell.Numbers.vector(new double[] {1, 3}, DataType.FLOAT64))
                .set(Input.TARGET, Cell.Numbers.vector(new double[] {1, 2}, DataType.FLOAT64));
        Row single = new Row(set.schema())
                .set(Input.PREDS, Cell.Numbers.scalar(1.25f, DataType.FLOAT32))
                .set(Input.TARGET, Cell.Numbers.scalar(1, DataType.FLOAT32));
        Value value =
                value(set, fold(set, List.of(event(vector, 1), event(single, 1), pair(set, 4, 4), event(vector, 1))));
        assertThat(number(value, "mean")).isEqualTo((0.5 + 0.25 + 0.5) / 4);
    }

    @Test
    void aCorrectionSubtractsWhatTheRowAdded() {
        MetricSet set = set("class_errors.pt");
        List<Event> kept = List.of(scores(set, 0), scores(set, 1), scores(set, 1), scores(set, 2));
        Event wrong = scores(set, 1, 1, 1, 1);
        List<Event> history = new ArrayList<>(kept);
        history.add(wrong);
        history.add(wrong.retracted());
        Value.Named after = (Value.Named) value(set, fold(set, history));
        Value.Named without = (Value.Named) value(set, fold(set, kept));
        double[] means = tensor(after, "mean");
        for (int i = 0; i < 3; i++) {
            assertThat(means[i]).isCloseTo(tensor(without, "mean")[i], within(1e-6));
        }
    }

    @Test
    void aLeastOrLargestElementThatIsTakenBackIsNotKnown() {
        MetricSet set = set("relative_error.pt");
        Event worst = pair(set, 9, 1);
        State state = fold(set, List.of(pair(set, 2, 1), worst, worst.retracted()));
        assertThat(value(set, state))
                .isInstanceOfSatisfying(
                        Value.Undefined.class,
                        undefined -> assertThat(undefined.code()).isEqualTo(Value.Code.RETRACTED));
        Event small = pair(set, 1.5, 1);
        assertThat(number(value(set, fold(set, List.of(worst, small, small.retracted()))), "worst"))
                .isEqualTo(8);
    }

    @Test
    void nothingIsLeftOfRowsThatWereAllTakenBack() {
        MetricSet set = set("relative_error.pt");
        Event row = pair(set, 0.1, 0.3);
        State state = fold(set, List.of(row, row, row.retracted()));
        state.merge(fold(set, List.of(row.retracted())));
        assertThat(value(set, state)).isEqualTo(Value.undefined(Value.Code.EMPTY, "no row was counted"));
    }

    @Test
    void aMultiplicityIsSoManyRows() {
        MetricSet set = set("relative_error.pt");
        Event row = pair(set, 3, 2);
        State thrice = fold(set, List.of(new Event(row.row(), 3, 0, 0)));
        assertThat(thrice).isEqualTo(fold(set, List.of(row, row, row)));
    }

    @Test
    void aRowThatTheModuleDoesNotTakeIsTurnedAway() {
        MetricSet classes = set("class_errors.pt");
        assertThat(classes.schema().check(scores(classes, 2).row())).isNull();
        Rejection noClass = rejection(classes, scores(classes, 3).row());
        assertThat(noClass.reason()).isEqualTo(Rejection.Reason.OUT_OF_RANGE);
        assertThat(noClass.message())
                .startsWith("`update` raises: ")
                .contains("Class values must be smaller than num_classes", "for this row alone", "[preds, target]");
        Row narrow = new Row(classes.schema())
                .set(Input.PREDS, Cell.Numbers.vector(new double[] {1, 0}, DataType.FLOAT64))
                .set(Input.TARGET, Cell.Numbers.scalar(1, DataType.FLOAT64));
        assertThat(rejection(classes, narrow).message()).contains("three scores are expected");
        MetricSet errors = set("relative_error.pt");
        assertThat(rejection(errors, pair(errors, 1, 0).row()).message())
                .startsWith("`update` makes Infinity of this row in the state 'sum', float64[]");
        assertThat(rejection(errors, pair(errors, Double.NaN, 1).row()).reason())
                .isEqualTo(Rejection.Reason.NOT_A_NUMBER);
    }

    @Test
    void rowsThatRaiseAfterAllAreCountedAndTheOthersAreTaken() {
        MetricSet set = set("class_errors.pt");
        Event bad = scores(set, 3);
        State state = fold(set, List.of(scores(set, 0), bad, scores(set, 1)));
        assertThat(value(set, state))
                .isInstanceOfSatisfying(
                        Value.Undefined.class,
                        undefined ->
                                assertThat(undefined.reason()).startsWith("`update` of the module raised on 1 rows"));
        state.merge(fold(set, List.of(bad.retracted())));
        assertThat(tensor((Value.Named) value(set, state), "mean")[2]).isNaN();
        assertThat(state.words()[0]).as("rows").isEqualTo(2);
    }

    @Test
    @Tag("gpu")
    void aModuleRunsOnTheDeviceThatFolds() {
        Torch.assumeGpu();
        MetricSet set = set("rows_on_gpu.pt");
        List<Event> events = List.of(pair(set, 1, 2), pair(set, 2, 3));
        State state =
                fold(new TorchDevice("cuda:0"), set, events, new int[2], 1).get(0);
        assertThat(number(value(set, state), "rows")).isEqualTo(2);
        assertThat(number(value(set, fold(set, events)), "rows")).isZero();
    }

    /** Here the device is one that there is not, on which nothing runs. */
    @Test
    void aModuleThatDoesNotRunOnTheDeviceStaysOnTheCpu() {
        assumeThat(TorchEngine.gpus()).isZero();
        MetricSet set = set("class_errors.pt");
        Statistic statistic = set.statistics().get(0);
        Device absent = new TorchDevice("cuda:0", ai.djl.Device.gpu(0));
        Statistic moved = statistic.on(absent);
        assertThat(moved).isEqualTo(statistic);
        State state = set.layout().newState();
        List<Event> events = List.of(scores(set, 0), scores(set, 2));
        try (StateTable table = new ArraysDevice().newTable(set.layout(), List.of(moved))) {
            Batch batch = new Batch(set.schema());
            events.forEach(event -> batch.append(event.row(), event.multiplicity(), event.time(), event.sequence()));
            table.add();
            table.update(batch, new int[2]);
            state.merge(table.read(0));
        }
        assertThat(state).isEqualTo(fold(set, events));
    }

    @Test
    void aModuleIsKnownByItsContent() {
        assertThat(set("relative_error.pt").statistics())
                .isEqualTo(set("relative_error.pt").statistics());
        assertThat(set("relative_error.pt").statistics())
                .isNotEqualTo(
                        set("running_columns.pt", "relative_error.pt", "value").statistics());
    }

    private static MetricSet set(String module) {
        return set("metric", module, "preds");
    }

    private static MetricSet set(String name, String module, String first) {
        Map<String, Object> arguments =
                Map.of("module", TestModules.argument(module), "columns", List.of(first, "target"));
        return MetricSet.of(Map.of(name, Catalogue.discover().create("torchscript", arguments, Map.of())));
    }

    private static Event pair(MetricSet set, double prediction, double target) {
        return event(
                new Row(set.schema())
                        .set(Input.PREDS, Cell.Numbers.scalar(prediction, DataType.FLOAT64))
                        .set(Input.TARGET, Cell.Numbers.scalar(target, DataType.FLOAT64)),
                1);
    }

    private Event scores(MetricSet set, int target) {
        return scores(set, target, random.doubles(3).toArray());
    }

    private static Event scores(MetricSet set, int target, double... scores) {
        return event(
                new Row(set.schema())
                        .set(Input.PREDS, Cell.Numbers.vector(scores, DataType.FLOAT64))
                        .set(Input.TARGET, Cell.Numbers.scalar(target, DataType.INT64)),
                1);
    }

    private static Event event(Row row, int multiplicity) {
        return new Event(row, multiplicity, 0, 0);
    }

    private static State fold(MetricSet set, List<Event> events) {
        return fold(new ArraysDevice(), set, events, new int[events.size()], 1).get(0);
    }

    private static List<State> fold(Device device, MetricSet set, List<Event> events, int[] owners, int states) {
        Batch batch = new Batch(set.schema());
        events.forEach(event -> batch.append(event.row(), event.multiplicity(), event.time(), event.sequence()));
        List<State> folded = new ArrayList<>();
        try (StateTable table = device.newTable(set.layout(), set.statistics())) {
            for (int i = 0; i < states; i++) {
                table.add();
            }
            table.update(batch, owners);
            for (int i = 0; i < states; i++) {
                folded.add(table.read(i).copy());
            }
        }
        return folded;
    }

    private static Rejection rejection(MetricSet set, Row row) {
        return Objects.requireNonNull(set.schema().check(row));
    }

    private static Value value(MetricSet set, State state) {
        return set.compute(state).values().iterator().next();
    }

    private static double number(Value value, String name) {
        return ((Value.Scalar)
                        Objects.requireNonNull(((Value.Named) value).values().get(name)))
                .value();
    }

    private static double[] tensor(Value.Named value, String name) {
        return ((Value.Tensor) Objects.requireNonNull(value.values().get(name))).values();
    }
}
