package io.evalstream.metrics.batch;

import io.evalstream.metrics.state.Memory;
import io.evalstream.metrics.state.Slot;
import io.evalstream.metrics.state.State;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What must be remembered of the rows: slots, and how a batch of rows changes them.
 *
 * <p>A statistic is a value, best written as a record: two that are equal remember the same and share one state. Its
 * components are all that the update depends on (number of classes, threshold, input kind, ignored index, …).
 *
 * <p>A row term (the number that a row contributes to a sum) uses IEEE operations, {@code Math.sqrt}, {@code Math.fma}
 * and {@code StrictMath} only, so that it has the same bits everywhere.
 */
public interface Statistic {

    /** Identity of the statistic within a plan: its name and its arguments. The record's own text serves. */
    default String id() {
        return toString();
    }

    List<Slot> slots();

    /** The columns it reads and what it asks of them. */
    List<Requirement> requirements();

    /**
     * Which rows it counts: every prediction where all its columns come from the prediction, and labelled ones where it
     * reads a column of the label.
     */
    default Population population() {
        return requirements().stream()
                        .allMatch(requirement -> requirement.input().side() == Input.Side.PREDICTION)
                ? Population.PREDICTIONS
                : Population.LABELLED;
    }

    /**
     * This statistic with what it runs of users' modules on a device; itself where it runs none, or where they do not run
     * there. It remembers the same, and equals this one.
     */
    default Statistic on(Device device) {
        return this;
    }

    /** Changes the states of the rows. Every row meets the requirements and has passed {@link #check}. */
    void update(Batch batch, Cells cells);

    /**
     * The update as tensors, for devices that have them; null where loops do as well. It changes the same slots by the same
     * amounts.
     */
    default @Nullable Kernel kernel() {
        return null;
    }

    /**
     * A rejection for a row whose columns do not fit one another (a target for every element of the predictions, say),
     * or null. Each column has met its requirements.
     */
    default @Nullable Rejection check(Row row) {
        return null;
    }

    /** True where rows are remembered one by one, for readings that list them; a weight would say nothing there. */
    default boolean keepsRowsApart() {
        return false;
    }

    /** True where this statistic remembers all that the other does, so that a plan with both needs only this one. */
    default boolean covers(Statistic other) {
        return false;
    }

    /**
     * Reads what a covered statistic would remember.
     *
     * @param memory what this statistic remembers
     * @param covered a statistic that this one {@link #covers}
     * @param into an empty state of the covered statistic alone
     */
    default void project(Memory memory, Statistic covered, State into) {
        throw new IllegalStateException(id() + " does not cover " + covered.id());
    }
}
