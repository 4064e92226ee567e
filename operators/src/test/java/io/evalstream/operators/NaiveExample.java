package io.evalstream.operators;

import io.evalstream.metrics.batch.Cell;
import io.evalstream.metrics.batch.DataType;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.Row;
import io.evalstream.metrics.plan.Plan;
import io.evalstream.operators.stream.Incoming;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** A prediction that counts, and the labels that count for it. */
record NaiveExample(Incoming.Prediction prediction, List<Incoming.Label> labels) {

    private static final Comparator<Incoming.Label> LATEST = Comparator.comparingLong(Incoming.Label::labelTime)
            .thenComparing(Incoming.Label::payload, Arrays::compareUnsigned);

    Incoming.Label label() {
        return labels.stream().max(LATEST).orElseThrow();
    }

    int distinctValues() {
        Set<String> values = new TreeSet<>();
        labels.forEach(label -> values.add(Arrays.toString(label.payload())));
        return values.size();
    }

    Row predicted(Plan plan) {
        Row row = new Row(plan.metrics().schema());
        plan.codec(Input.Side.PREDICTION).decode(prediction.payload(), row);
        return row;
    }

    Row row(Plan plan) {
        Row row = predicted(plan);
        plan.codec(Input.Side.LABEL).decode(label().payload(), row);
        long delay = Math.max(0, label().labelTime() - prediction.eventTime());
        return row.set(Input.LABEL_DELAY, Cell.Numbers.scalar(delay / 1000.0, DataType.FLOAT64));
    }
}
