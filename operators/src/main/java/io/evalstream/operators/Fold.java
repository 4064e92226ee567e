package io.evalstream.operators;

import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Cell;
import io.evalstream.metrics.batch.DataType;
import io.evalstream.metrics.batch.Device;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.Rejection;
import io.evalstream.metrics.batch.Row;
import io.evalstream.metrics.batch.RowCodec;
import io.evalstream.metrics.batch.RowSchema;
import io.evalstream.metrics.batch.StateTable;
import io.evalstream.metrics.plan.Coverage;
import io.evalstream.metrics.plan.Plan;
import io.evalstream.metrics.plan.PlanSpec.SeriesField;
import io.evalstream.metrics.state.State;
import io.evalstream.operators.stream.IdHash;
import io.evalstream.operators.stream.Observation;
import io.evalstream.operators.stream.Partial;
import io.evalstream.operators.stream.SeriesKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Observations of one plan, folded into one state for each series and pane, all in one table of the device. Rows wait in
 * a batch of columns and are folded together.
 */
final class Fold {

    private static final int BATCH_ROWS = 1024;
    private static final long TABLE_BYTES = 64L << 20;
    private static final double MILLIS_PER_SECOND = 1000;

    private final Plan plan;
    private final Batch batch;
    private final StateTable table;
    private final Row labelRow;
    private final Row row;
    private final boolean readsDelay;
    private final RowCodec predictionCodec;
    private final RowCodec labelCodec;
    private final int mostStates;
    /** Row of the table by series and pane. */
    private final Map<SeriesKey, Map<Long, Integer>> rows = new HashMap<>();

    private final List<SeriesKey> seriesOfRow = new ArrayList<>();
    private final List<Long> paneOfRow = new ArrayList<>();
    private int[] rowOf = new int[BATCH_ROWS];
    private @Nullable SeriesKey lastSeries;
    private long lastPane;
    private int lastRow;

    /**
     * A fold.
     *
     * @param labelSchema the columns in which the job keeps labels: those of this plan and of others
     */
    Fold(Plan plan, Device device, RowSchema labelSchema) {
        this.plan = plan;
        RowSchema schema = plan.metrics().schema();
        batch = new Batch(schema);
        readsDelay = schema.indexOf(Input.LABEL_DELAY) >= 0;
        table = device.newTable(plan.layout(), plan.metrics().statistics());
        row = new Row(schema);
        labelRow = new Row(labelSchema);
        predictionCodec = new RowCodec(schema, Input.Side.PREDICTION);
        labelCodec = new RowCodec(labelSchema, Input.Side.LABEL);
        mostStates = (int) Math.max(16, TABLE_BYTES / Math.max(1, plan.layout().bytes()));
    }

    /** Folds an observation. Returns why its row was turned away, or null. */
    @Nullable
    Rejection add(Observation observation) {
        int at = rowOf(observation.series(), plan.paneOf(observation.eventTime()));
        Rejection rejection = null;
        int labelled = 0;
        byte[] label = observation.label();
        if (label != null) {
            predictionCodec.decode(observation.prediction(), row);
            labelCodec.decode(label, labelRow);
            for (Input input : plan.metrics().schema().inputs(Input.Side.LABEL)) {
                row.set(input, labelRow.cell(input));
            }
            if (readsDelay) {
                row.set(
                        Input.LABEL_DELAY,
                        Cell.Numbers.scalar(observation.labelDelay() / MILLIS_PER_SECOND, DataType.FLOAT64));
            }
            rejection = check();
            if (rejection == null) {
                labelled = observation.multiplicity();
                append(observation, at);
            }
        }
        State state = table.read(at);
        Coverage.add(state, observation.predictions(), labelled, observation.duplicates(), observation.corrections());
        if (labelled != 0) {
            Coverage.addDelay(state, observation.labelDelay(), labelled);
        }
        return rejection;
    }

    /** The prediction's own columns were checked when it was taken in; its label may have been, for another plan. */
    private @Nullable Rejection check() {
        RowSchema schema = plan.metrics().schema();
        Rejection ofLabel = schema.check(Input.Side.LABEL, row);
        return ofLabel == null ? schema.checkTogether(row) : ofLabel;
    }

    boolean isFull() {
        return table.size() >= mostStates;
    }

    /** Hands out all partial states, under every series that the plan looks at, and forgets them. */
    void flush(Consumer<Partial> out) {
        foldBatch();
        for (int at = 0; at < table.size(); at++) {
            // An empty state travels too: what was taken back in one flush may have been passed on in two, and whether
            // a window is reported must not depend on that.
            byte[] bytes = table.read(at).toBytes();
            Set<SeriesKey> looks = new LinkedHashSet<>();
            for (List<SeriesField> kept : plan.spec().series()) {
                looks.add(seriesOfRow.get(at).rollUp(kept));
            }
            for (SeriesKey look : looks) {
                out.accept(new Partial(look, paneOfRow.get(at), bytes));
            }
        }
        table.clear();
        rows.clear();
        seriesOfRow.clear();
        paneOfRow.clear();
        lastSeries = null;
    }

    void close() {
        table.close();
    }

    private void append(Observation observation, int at) {
        if (batch.size() == rowOf.length) {
            rowOf = Arrays.copyOf(rowOf, 2 * rowOf.length);
        }
        rowOf[batch.size()] = at;
        // Rows of the same event time are ordered by their ids.
        batch.append(row, observation.multiplicity(), observation.eventTime(), IdHash.of(observation.id()));
        if (batch.size() >= BATCH_ROWS) {
            foldBatch();
        }
    }

    private void foldBatch() {
        if (batch.size() > 0) {
            table.update(batch, rowOf);
            batch.clear();
        }
    }

    private int rowOf(SeriesKey series, long pane) {
        if (lastSeries != null && pane == lastPane && series.equals(lastSeries)) {
            return lastRow;
        }
        lastRow = rows.computeIfAbsent(series, any -> new HashMap<>()).computeIfAbsent(pane, any -> {
            seriesOfRow.add(series);
            paneOfRow.add(pane);
            return table.add();
        });
        lastSeries = series;
        lastPane = pane;
        return lastRow;
    }
}
