package io.evalstream.metrics.torch;

import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Cells;
import io.evalstream.metrics.batch.Device;
import io.evalstream.metrics.batch.Domain;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.Rejection;
import io.evalstream.metrics.batch.Requirement;
import io.evalstream.metrics.batch.Row;
import io.evalstream.metrics.batch.Statistic;
import io.evalstream.metrics.metric.Arguments;
import io.evalstream.metrics.metric.AttachedFile;
import io.evalstream.metrics.metric.Metric;
import io.evalstream.metrics.metric.Value;
import io.evalstream.metrics.state.Memory;
import io.evalstream.metrics.state.Slot;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a user's module remembers. The module sees rows only: what its update makes of some of them is merged here, by the
 * reductions that it names, and so states are kept, merged and written without it.
 *
 * <p>A row is tried alone before it is taken, so that one on which the module raises is turned away.
 */
final class ModuleStatistic implements Statistic {

    private static final int ROWS = 0;
    private static final int FAILED = 1;
    /** Index of the slot of the module's first state. */
    private static final int STATES = 2;

    private final String id;
    private final MetricModule module;
    private final List<Input> columns;

    /** Rows that go through the module together: of one state, counted equally often, and of one shape. */
    @SuppressWarnings("ArrayRecordComponent") // a state is known by its words, by identity
    private record Group(long[] words, long multiplicity, List<Object> looks) {}

    private ModuleStatistic(AttachedFile file, List<Input> columns) {
        this(
                "torchscript[" + file.fingerprint() + ", "
                        + columns.stream().map(Input::name).toList() + "]",
                MetricModule.of(file, columns.size()),
                columns);
    }

    private ModuleStatistic(String id, MetricModule module, List<Input> columns) {
        this.id = id;
        this.module = module;
        this.columns = columns;
    }

    /** The metric of a module that a plan names. */
    static Metric metric(Arguments arguments) {
        AttachedFile file = arguments.file(TorchFamily.MODULE.name());
        List<Input> columns = arguments.texts(TorchFamily.COLUMNS.name()).stream()
                .map(ModuleStatistic::column)
                .distinct()
                .toList();
        Boolean higherIsBetter = (Boolean) arguments.get(TorchFamily.HIGHER_IS_BETTER.name());
        try {
            ModuleStatistic statistic = new ModuleStatistic(file, columns);
            return Metric.of(arguments.metric(), statistic, higherIsBetter, statistic::read);
        } catch (ModuleFault fault) {
            throw arguments.refuse("the module " + file.name() + " is broken: " + fault.getMessage());
        }
    }

    private static Input column(String name) {
        return Stream.of(Input.TARGET, Input.LABEL_DELAY, Input.LABEL_WEIGHTS)
                .filter(input -> input.name().equals(name))
                .findFirst()
                .orElseGet(() -> Input.numbers(name, Input.Side.PREDICTION));
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public List<Slot> slots() {
        List<Slot> slots = new ArrayList<>(List.of(Slot.counts("rows"), Slot.counts("failed")));
        module.states().forEach(state -> slots.add(state.slot()));
        return slots;
    }

    @Override
    public List<Requirement> requirements() {
        return columns.stream()
                .map(column -> Requirement.of(column, new Domain.Finite()))
                .toList();
    }

    @Override
    public @Nullable Rejection check(Row row) {
        try {
            List<double[]> added = module.update(
                    columns.stream().map(row::numbers).map(RowTensor::of).toList());
            for (int i = 0; i < added.size(); i++) {
                ModuleState state = module.states().get(i);
                for (double value : added.get(i)) {
                    if (Double.isNaN(value)
                            || (Double.isInfinite(value)
                                    && value != state.reduction().identity())) {
                        return refuse("`update` makes " + value + " of this row in the state " + state
                                + ", which nothing could take back");
                    }
                }
            }
            return null;
        } catch (ModuleFault fault) {
            return refuse(fault.getMessage() + ", for this row alone");
        }
    }

    private Rejection refuse(String message) {
        return new Rejection(
                Rejection.Reason.OUT_OF_RANGE,
                message + "; expected columns "
                        + columns.stream().map(Input::name).toList() + " that the module takes");
    }

    @Override
    public Statistic on(Device device) {
        return new ModuleStatistic(id, module.on(device), columns);
    }

    @Override
    public void update(Batch batch, Cells cells) {
        Map<Group, List<Integer>> groups = new LinkedHashMap<>();
        for (int row = 0; row < batch.size(); row++) {
            if (batch.multiplicity(row) != 0) {
                Group group = new Group(cells.words(row), batch.multiplicity(row), looks(batch, row));
                groups.computeIfAbsent(group, any -> new ArrayList<>()).add(row);
            }
        }
        groups.values().forEach(rows -> add(batch, cells, rows));
    }

    private List<Object> looks(Batch batch, int row) {
        List<Object> looks = new ArrayList<>();
        for (Input column : columns) {
            looks.add(batch.numbers(column).type(row));
            for (int dimension : batch.numbers(column).shape(row)) {
                looks.add(dimension);
            }
        }
        return looks;
    }

    private void add(Batch batch, Cells cells, List<Integer> rows) {
        int first = rows.get(0);
        long multiplicity = batch.multiplicity(first);
        List<double[]> added;
        try {
            added = module.update(columns.stream()
                    .map(column -> RowTensor.of(batch, column, rows))
                    .toList());
        } catch (ModuleFault fault) {
            if (rows.size() == 1) {
                cells.count(first, FAILED, 0, multiplicity);
            } else {
                rows.forEach(row -> add(batch, cells, List.of(row)));
            }
            return;
        }
        cells.count(first, ROWS, 0, multiplicity * rows.size());
        for (int i = 0; i < added.size(); i++) {
            double[] elements = added.get(i);
            for (int j = 0; j < elements.length; j++) {
                module.states().get(i).add(cells, first, STATES + i, j, elements[j], multiplicity);
            }
        }
    }

    private Value read(Memory memory) {
        if (memory.count(FAILED) != 0) {
            return Value.undefined(
                    Value.Code.NON_FINITE,
                    "`update` of the module raised on " + memory.count(FAILED)
                            + " rows that it had taken before; expected one that does the same each time");
        }
        if (memory.count(ROWS) == 0) {
            return Value.undefined(Value.Code.EMPTY, "no row was counted");
        }
        List<double[]> elements = new ArrayList<>();
        for (int i = 0; i < module.states().size(); i++) {
            elements.add(module.states().get(i).read(memory, STATES + i));
        }
        try {
            return module.compute(elements);
        } catch (ModuleFault fault) {
            return Value.undefined(Value.Code.DEGENERATE, String.valueOf(fault.getMessage()));
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ModuleStatistic statistic && id.equals(statistic.id);
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    @Override
    public String toString() {
        return id;
    }
}
