package io.evalstream.metrics.clustering;

import io.evalstream.metrics.batch.Cell;
import io.evalstream.metrics.batch.Domain;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.Rejection;
import io.evalstream.metrics.batch.Requirement;
import io.evalstream.metrics.batch.Row;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The columns of clusters judged by the data themselves: a vector of features, and the cluster it was put in. */
final class Features {

    static final Input DATA = Input.numbers("data", Input.Side.PREDICTION);
    static final Input LABELS = Input.numbers("labels", Input.Side.PREDICTION);

    /** Cluster and feature share a word of a key, so a cluster's number has half of it. */
    private static final Domain CLUSTERS = new Domain.Whole(Integer.MIN_VALUE, Integer.MAX_VALUE);

    private Features() {}

    static List<Requirement> requirements() {
        return List.of(Requirement.of(DATA, new Domain.Finite()), Requirement.of(LABELS, CLUSTERS));
    }

    static @Nullable Rejection check(Row row) {
        Cell.Numbers data = row.numbers(DATA);
        if (data.type().isInteger()) {
            return new Rejection(
                    Rejection.Reason.WRONG_TYPE, "data holds whole numbers; expected features of a float type");
        }
        if (data.shape().length != 1 || data.values().length == 0) {
            return Rejection.wrongShape(DATA, data, "a vector of features");
        }
        Cell.Numbers label = row.numbers(LABELS);
        return label.shape().length == 0 ? null : Rejection.wrongShape(LABELS, label, "the number of one cluster");
    }
}
