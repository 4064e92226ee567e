package io.evalstream.metrics.composition;

import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Cell;
import io.evalstream.metrics.batch.Cells;
import io.evalstream.metrics.batch.Device;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.Population;
import io.evalstream.metrics.batch.Rejection;
import io.evalstream.metrics.batch.Requirement;
import io.evalstream.metrics.batch.Row;
import io.evalstream.metrics.batch.RowSchema;
import io.evalstream.metrics.batch.Statistic;
import io.evalstream.metrics.state.Slot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A statistic over columns that are made of others. */
final class Adapted implements Statistic {

    private final Statistic statistic;
    private final Columns columns;
    private final RowSchema schema;

    Adapted(Statistic statistic, Columns columns) {
        this.statistic = statistic;
        this.columns = columns;
        schema = new RowSchema(List.of(statistic));
    }

    @Override
    public List<Slot> slots() {
        return statistic.slots();
    }

    @Override
    public List<Requirement> requirements() {
        return statistic.requirements().stream().map(columns::source).toList();
    }

    @Override
    public Population population() {
        return statistic.population();
    }

    @Override
    public @Nullable Rejection check(Row row) {
        for (Input input : schema.inputs()) {
            Rejection rejection = columns.check(input, row.cell(columns.source(input)));
            if (rejection != null) {
                return rejection;
            }
        }
        Row adapted = adapted(row::cell);
        return counts(adapted) ? schema.check(adapted) : null;
    }

    @Override
    public boolean keepsRowsApart() {
        return statistic.keepsRowsApart();
    }

    @Override
    public Statistic on(Device device) {
        return new Adapted(statistic.on(device), columns);
    }

    @Override
    public void update(Batch batch, Cells cells) {
        Batch inner = new Batch(schema);
        int[] rows = new int[batch.size()];
        for (int row = 0; row < batch.size(); row++) {
            int at = row;
            Row adapted = adapted(input -> batch.cell(input, at));
            if (counts(adapted)) {
                rows[inner.size()] = row;
                inner.append(adapted, batch.multiplicity(row), batch.time(row), batch.sequence(row));
            }
        }
        statistic.update(inner, cells.part(0, slots().size(), Arrays.copyOf(rows, inner.size())));
    }

    private Row adapted(Function<Input, Cell> row) {
        Row adapted = new Row(schema);
        for (Input input : schema.inputs()) {
            Cell source = row.apply(columns.source(input));
            adapted.set(input, source instanceof Cell.Absent ? source : columns.adapt(input, source));
        }
        return adapted;
    }

    private boolean counts(Row adapted) {
        List<Cell> cells = new ArrayList<>();
        schema.inputs().forEach(input -> cells.add(adapted.cell(input)));
        return columns.counts(cells);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Adapted adapted
                && adapted.statistic.equals(statistic)
                && adapted.columns.equals(columns);
    }

    @Override
    public int hashCode() {
        return Objects.hash(statistic, columns);
    }

    @Override
    public String toString() {
        return "Adapted[" + statistic.id() + ", " + columns + "]";
    }
}
