package io.evalstream.operators;

import io.evalstream.metrics.batch.Cell;
import io.evalstream.metrics.batch.DataType;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.Row;
import io.evalstream.metrics.plan.Plan;
import io.evalstream.metrics.plan.PlanSpec;
import io.evalstream.operators.stream.Incoming;
import io.evalstream.operators.stream.Observation;
import io.evalstream.operators.stream.SeriesKey;
import java.util.List;
import java.util.Objects;

/** Makes the events of plans, as the intake does, and says in words what an observation holds. Times are in seconds. */
final class Events {

    static final String MODEL = "m";

    private final Plans plans;
    private final Plan labelled;

    Events(List<PlanSpec> specs) {
        plans = Plans.compile(specs);
        labelled = plans.written().get(0);
    }

    static SeriesKey series(String plan, String version) {
        return SeriesKey.of(plan, MODEL, version, "", "", "", "");
    }

    Incoming.Prediction prediction(String plan, String version, String id, double second, double score) {
        return prediction(plan, version, id, second, score, List.of());
    }

    Incoming.Prediction prediction(
            String plan, String version, String id, double second, double score, List<String> slices) {
        Plan of = planOf(plan);
        Row row = new Row(of.metrics().schema()).set(Input.PREDS, Cell.Numbers.scalar(score, DataType.FLOAT64));
        byte[] payload = of.codec(Input.Side.PREDICTION).encode(row);
        return new Incoming.Prediction(series(plan, version), id, milliseconds(second), slices, payload);
    }

    Incoming.Label label(String id, double second, int target) {
        Row row = new Row(labelled.metrics().schema()).set(Input.TARGET, Cell.Numbers.scalar(target, DataType.INT64));
        byte[] payload = labelled.codec(Input.Side.LABEL).encode(row);
        return new Incoming.Label(id, milliseconds(second), payload, new Incoming.Origin("labels", 3, 7));
    }

    /** An observation of a prediction that has its label, or has lost it. */
    Observation row(String version, String id, double second, double score, int target, int multiplicity) {
        Incoming.Prediction prediction = prediction("plan", version, id, second, score);
        Incoming.Label label = label(id, second, target);
        return new Observation(
                prediction.series(),
                id,
                prediction.eventTime(),
                prediction.slices(),
                multiplicity,
                0,
                0,
                multiplicity,
                prediction.payload(),
                label.payload(),
                0,
                label.origin());
    }

    /** An observation of a label that came for a prediction. */
    Observation labelled(String version, String id, double second, double score, int target) {
        Observation row = row(version, id, second, score, target, 1);
        return new Observation(
                row.series(),
                id,
                row.eventTime(),
                List.of(),
                0,
                0,
                0,
                1,
                row.prediction(),
                row.label(),
                0,
                row.origin());
    }

    /** An observation of a prediction without a label. */
    Observation unlabelled(String version, String id, double second, int change) {
        Incoming.Prediction prediction = prediction("plan", version, id, second, 0.5);
        return new Observation(
                prediction.series(),
                id,
                prediction.eventTime(),
                List.of(),
                change,
                0,
                0,
                0,
                prediction.payload(),
                null,
                0,
                null);
    }

    /** Such as {@code v1 a@10 +prediction +row 0.9/1 after 5}. */
    String words(Observation seen) {
        StringBuilder words = new StringBuilder(seen.series().version())
                .append(' ')
                .append(seen.id())
                .append('@')
                .append(seconds(seen.eventTime()));
        words.append(counted(seen.predictions(), "prediction"));
        words.append(counted(seen.duplicates(), "duplicate"));
        words.append(counted(seen.corrections(), "correction"));
        byte[] label = seen.label();
        if (label != null) {
            Plan plan = planOf(seen.series().plan());
            Row row = new Row(plan.metrics().schema());
            plan.codec(Input.Side.PREDICTION).decode(seen.prediction(), row);
            plan.codec(Input.Side.LABEL).decode(label, row);
            words.append(counted(seen.multiplicity(), "row"))
                    .append(' ')
                    .append(row.numbers(Input.PREDS).values()[0])
                    .append('/')
                    .append((int) row.numbers(Input.TARGET).values()[0])
                    .append(" after ")
                    .append(seconds(seen.labelDelay()));
        } else if (seen.multiplicity() != 0) {
            words.append(" row without label");
        }
        return words.toString();
    }

    static String seconds(long milliseconds) {
        return milliseconds % 1000 == 0 ? Long.toString(milliseconds / 1000) : Double.toString(milliseconds / 1000.0);
    }

    static long milliseconds(double seconds) {
        return Math.round(seconds * 1000);
    }

    private static String counted(int change, String what) {
        return switch (change) {
            case 0 -> "";
            case 1 -> " +" + what;
            case -1 -> " -" + what;
            default -> " " + (change > 0 ? "+" : "") + change + " " + what + "s";
        };
    }

    private Plan planOf(String name) {
        return Objects.requireNonNull(plans.find(name));
    }
}
