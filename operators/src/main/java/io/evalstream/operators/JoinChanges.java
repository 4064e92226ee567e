package io.evalstream.operators;

import io.evalstream.operators.JoinEntry.Reading;
import io.evalstream.operators.stream.Observation;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What goes on from the join: by how much what an entry says has changed. */
final class JoinChanges {

    private final Consumer<Observation> out;

    JoinChanges(Consumer<Observation> out) {
        this.out = out;
    }

    /** A prediction counts from now on, with what its labels say. */
    void add(String id, JoinEntry.Prediction prediction, Reading reading) {
        emit(id, prediction, 1, reading, reading.winner(), 1);
    }

    /** A prediction, with what its labels say, has been displaced by another one. */
    void retract(String id, JoinEntry.Prediction prediction, Reading reading) {
        emit(id, prediction, -1, reading, reading.winner(), -1);
    }

    /**
     * A prediction counts for nothing, but touches its window and slices, as it does where it came before the one that
     * displaces it.
     */
    void touch(String id, JoinEntry.Prediction prediction) {
        emit(id, prediction, 0, Reading.NONE, null, 1);
    }

    /** A prediction's labels have changed. */
    void change(String id, JoinEntry.Prediction prediction, Reading before, Reading after) {
        JoinEntry.Label old = before.winner();
        JoinEntry.Label now = after.winner();
        boolean sameRow = old == null ? now == null : now != null && old.isSame(now);
        if (!sameRow && old != null) {
            emit(id, prediction, 0, Reading.NONE, old, -1);
        }
        Reading counts =
                new Reading(null, after.duplicates() - before.duplicates(), after.corrections() - before.corrections());
        if (!sameRow) {
            emit(id, prediction, 0, counts, now, 1);
        } else if (counts.duplicates() != 0 || counts.corrections() != 0) {
            emit(id, prediction, 0, counts, null, 1);
        }
    }

    private void emit(
            String id,
            JoinEntry.Prediction prediction,
            int predictions,
            Reading counts,
            JoinEntry.@Nullable Label label,
            int sign) {
        out.accept(new Observation(
                prediction.series(),
                id,
                prediction.eventTime(),
                prediction.slices(),
                predictions,
                sign * counts.duplicates(),
                sign * counts.corrections(),
                label == null ? 0 : sign,
                prediction.payload(),
                label == null ? null : label.payload(),
                label == null ? 0 : Math.max(0, label.labelTime() - prediction.eventTime()),
                label == null ? null : label.origin()));
    }
}
