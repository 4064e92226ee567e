package io.evalstream.metrics.classification;

import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Cells;
import io.evalstream.metrics.batch.Domain;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.NumberColumn;
import io.evalstream.metrics.batch.Rejection;
import io.evalstream.metrics.batch.Requirement;
import io.evalstream.metrics.batch.Row;
import io.evalstream.metrics.batch.Statistic;
import io.evalstream.metrics.classification.BinaryClassification.Confusion;
import io.evalstream.metrics.state.Memory;
import io.evalstream.metrics.state.Slot;
import io.evalstream.metrics.state.State;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * For each group, how often each label was predicted for each true label.
 *
 * @param withTarget whether targets are read; without them every element counts as a true no
 */
record GroupCounts(LabelColumns columns, int groups, boolean withTarget) implements Statistic {

    @Override
    public List<Slot> slots() {
        return List.of(Slot.counts("counts", groups, 2, 2));
    }

    @Override
    public List<Requirement> requirements() {
        List<Requirement> requirements =
                new ArrayList<>(withTarget ? columns.requirements() : List.of(columns.preds()));
        requirements.add(Requirement.wide(Input.GROUPS, 1, new Domain.Classes(groups, null)));
        return requirements;
    }

    @Override
    public @Nullable Rejection check(Row row) {
        return withTarget ? columns.check(row) : null;
    }

    @Override
    public void update(Batch batch, Cells cells) {
        byte[] predicted = columns.predicted(batch);
        NumberColumn preds = batch.numbers(Input.PREDS);
        NumberColumn group = batch.numbers(Input.GROUPS);
        double[] truth = withTarget ? batch.numbers(Input.TARGET).values() : new double[predicted.length];
        double ignored = columns.ignoredTarget();
        for (int row = 0; row < batch.size(); row++) {
            long[] words = cells.words(row);
            int at = cells.offset(0) + Confusion.CELLS * (int) group.scalar(row);
            for (int i = preds.start(row); i < preds.end(row); i++) {
                if (truth[i] != ignored) {
                    words[at + 2 * (int) truth[i] + predicted[i]] += batch.multiplicity(row);
                }
            }
        }
    }

    /** Without a target to ignore, the counts with targets say what those without would; and all groups are everyone. */
    @Override
    public boolean covers(Statistic other) {
        return withTarget
                && (other.equals(new Confusion(columns))
                        || (columns.ignored() == null && other.equals(new GroupCounts(columns, groups, false))));
    }

    @Override
    public void project(Memory memory, Statistic covered, State into) {
        long[] counts = memory.counts(0);
        boolean everyone = covered instanceof Confusion;
        for (int i = 0; i < counts.length; i++) {
            // Element (group, target, prediction) goes to (target, prediction), or to (group, 0, prediction).
            into.words()[everyone ? i % Confusion.CELLS : i & ~2] += counts[i];
        }
    }
}
