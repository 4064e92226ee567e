package io.evalstream.operators;

import io.evalstream.metrics.batch.Cell;
import io.evalstream.metrics.batch.DataType;
import io.evalstream.metrics.batch.Device;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.Population;
import io.evalstream.metrics.batch.Rejection;
import io.evalstream.metrics.batch.Row;
import io.evalstream.metrics.batch.RowCodec;
import io.evalstream.metrics.batch.RowSchema;
import io.evalstream.metrics.batch.StateTable;
import io.evalstream.metrics.plan.Coverage;
import io.evalstream.metrics.plan.EventTimes;
import io.evalstream.metrics.plan.Plan;
import io.evalstream.metrics.plan.PlanSpec.SeriesField;
import io.evalstream.metrics.plan.Slices;
import io.evalstream.metrics.plan.WindowSpec;
import io.evalstream.metrics.state.State;
import io.evalstream.operators.stream.IdHash;
import io.evalstream.operators.stream.Observation;
import io.evalstream.operators.stream.Partial;
import io.evalstream.operators.stream.SeriesKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Observations of one plan, folded into one state for each series, slice and pane, all in one table of the device.
 *
 * <p>A prediction is a row of its own as soon as it comes, for the statistics that read nothing else, and another one
 * with its label.
 */
final class Fold {

    private static final long TABLE_BYTES = 64L << 20;
    private static final double MILLIS_PER_SECOND = 1000;

    private final Plan plan;
    private final StateTable table;
    private final RowSchema labelledSchema;
    private final WaitingRows labelled;
    private final WaitingRows predictions;
    private final RowSchema predictionSchema;
    private final boolean readsPredictions;
    private final Row labelledRow;
    private final Row predictionRow;
    private final boolean readsDelay;
    private final RowCodec predictionCodec;
    private final RowCodec labelCodec;
    private final int mostStates;
    private final Map<SeriesKey, Map<Place, Integer>> rows = new HashMap<>();

    private final List<SeriesKey> seriesOfRow = new ArrayList<>();
    private final List<Place> placeOfRow = new ArrayList<>();
    private final boolean countsRows;
    private final @Nullable EventTimes eventTimes;
    private @Nullable SeriesKey lastSeries;
    private @Nullable Place lastPlace;
    private int lastRow;

    /** What of a series a state of the table is of. */
    private record Place(String slice, long pane, Partial.@Nullable RowId row) {}

    Fold(Plan plan, Device device) {
        this.plan = plan;
        table = device.newTable(plan.layout(), plan.metrics().statistics());
        labelledSchema = plan.metrics().schema(Population.LABELLED, device);
        labelled = new WaitingRows(Population.LABELLED, labelledSchema, table);
        labelledRow = new Row(labelledSchema);
        readsDelay = labelledSchema.indexOf(Input.LABEL_DELAY) >= 0;
        predictionSchema = plan.metrics().schema(Population.PREDICTIONS, device);
        predictions = new WaitingRows(Population.PREDICTIONS, predictionSchema, table);
        predictionRow = new Row(predictionSchema);
        readsPredictions = plan.metrics().statistics().stream()
                .anyMatch(statistic -> statistic.population() == Population.PREDICTIONS);
        predictionCodec = plan.codec(Input.Side.PREDICTION);
        labelCodec = plan.codec(Input.Side.LABEL);
        countsRows = plan.has(WindowSpec.Kind.COUNT);
        eventTimes = plan.eventTimes();
        mostStates = (int) Math.max(16, TABLE_BYTES / Math.max(1, plan.layout().bytes()));
    }

    /** Folds an observation. Returns why its row was turned away, or null. */
    @Nullable
    Rejection add(Observation observation) {
        Rejection rejection = null;
        boolean hasPrediction = readsPredictions && observation.predictions() != 0;
        if (hasPrediction && !predictionCodec.decode(observation.prediction(), predictionRow)) {
            rejection = predictionSchema.check(Input.Side.PREDICTION, predictionRow);
            hasPrediction = rejection == null;
        }
        boolean hasLabel = false;
        byte[] label = observation.label();
        if (label != null) {
            boolean isWhole = predictionCodec.decode(observation.prediction(), labelledRow);
            labelCodec.decode(label, labelledRow);
            if (readsDelay) {
                labelledRow.set(
                        Input.LABEL_DELAY,
                        Cell.Numbers.scalar(observation.labelDelay() / MILLIS_PER_SECOND, DataType.FLOAT64));
            }
            rejection = check(isWhole);
            hasLabel = rejection == null;
        }
        add(observation, Slices.ALL, hasPrediction, hasLabel);
        for (String slice : observation.slices()) {
            add(observation, slice, hasPrediction, hasLabel);
        }
        return rejection;
    }

    private void add(Observation observation, String slice, boolean hasPrediction, boolean hasLabel) {
        long time = observation.eventTime();
        Partial.RowId id = countsRows
                ? new Partial.RowId(
                        time,
                        IdHash.of(observation.id()),
                        IdHash.of(observation.series().toString()))
                : null;
        int at = rowOf(observation.series(), new Place(slice, plan.paneOf(time), id));
        if (hasPrediction) {
            predictions.append(predictionRow, observation.predictions(), observation, at);
        }
        int labels = hasLabel ? observation.multiplicity() : 0;
        if (hasLabel) {
            labelled.append(labelledRow, labels, observation, at);
        }
        State state = table.own(at);
        Coverage.add(state, observation.predictions(), labels, observation.duplicates(), observation.corrections());
        if (labels != 0) {
            Coverage.addDelay(state, observation.labelDelay(), labels);
        }
        if (eventTimes != null) {
            eventTimes.add(state, time);
        }
    }

    /**
     * A prediction's own columns were checked when it was taken in, unless another version of the plan did that; its
     * label may have been for another plan.
     */
    private @Nullable Rejection check(boolean isWhole) {
        Rejection ofPrediction = isWhole ? null : labelledSchema.check(Input.Side.PREDICTION, labelledRow);
        Rejection ofLabel = ofPrediction == null ? labelledSchema.check(Input.Side.LABEL, labelledRow) : ofPrediction;
        return ofLabel == null ? labelledSchema.checkTogether(labelledRow) : ofLabel;
    }

    boolean isFull() {
        return table.size() >= mostStates;
    }

    /** Hands out all partial states, under every series that the plan looks at, and forgets them. */
    void flush(Consumer<Partial> out) {
        predictions.fold();
        labelled.fold();
        for (int at = 0; at < table.size(); at++) {
            // An empty state travels too: what was taken back in one flush may have been passed on in two, and whether
            // a window is reported must not depend on that.
            byte[] bytes = table.read(at).toBytes();
            Set<SeriesKey> looks = new LinkedHashSet<>();
            for (List<SeriesField> kept : plan.spec().series()) {
                looks.add(seriesOfRow.get(at).rollUp(kept));
            }
            Place place = placeOfRow.get(at);
            for (SeriesKey look : looks) {
                out.accept(new Partial(look, place.slice(), place.pane(), place.row(), bytes));
            }
        }
        table.clear();
        rows.clear();
        seriesOfRow.clear();
        placeOfRow.clear();
        lastSeries = null;
    }

    /** Bytes that the device holds for it outside of the heap. */
    long nativeBytes() {
        return table.nativeBytes();
    }

    void close() {
        table.close();
    }

    private int rowOf(SeriesKey series, Place place) {
        if (lastSeries != null && place.equals(lastPlace) && series.equals(lastSeries)) {
            return lastRow;
        }
        lastRow = rows.computeIfAbsent(series, any -> new HashMap<>()).computeIfAbsent(place, any -> {
            seriesOfRow.add(series);
            placeOfRow.add(place);
            return table.add();
        });
        lastSeries = series;
        lastPlace = place;
        return lastRow;
    }
}
