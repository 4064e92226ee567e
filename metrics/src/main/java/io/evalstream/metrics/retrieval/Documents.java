package io.evalstream.metrics.retrieval;

import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Cell;
import io.evalstream.metrics.batch.Cells;
import io.evalstream.metrics.batch.Domain;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.NumberColumn;
import io.evalstream.metrics.batch.Rejection;
import io.evalstream.metrics.batch.Requirement;
import io.evalstream.metrics.batch.Row;
import io.evalstream.metrics.batch.Statistic;
import io.evalstream.metrics.state.Memory;
import io.evalstream.metrics.state.OrderedBits;
import io.evalstream.metrics.state.Slot;
import io.evalstream.metrics.state.State;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How many documents there were of each query, score and relevance. A query's documents may come in any number of rows, in
 * any order, between those of other queries.
 *
 * <p>A row is one document, or several that are all of one query or each of its own.
 *
 * @param graded whether a relevance may be any number; else it is from 0 to 1
 * @param ignored a relevance whose documents do not count, or null
 * @param cap largest number of distinct keys
 */
record Documents(boolean graded, @Nullable Integer ignored, int cap) implements Statistic {

    private static final int COUNTS = 0;
    /** Query, score and relevance. */
    private static final int KEY_WORDS = 3;

    private static final Domain SCORES = new Domain.Range(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);

    @Override
    public List<Slot> slots() {
        return List.of(Slot.sparse("documents", KEY_WORDS, cap));
    }

    @Override
    public List<Requirement> requirements() {
        Domain relevance = graded ? new Domain.Finite() : new Domain.Range(0, 1);
        return List.of(
                Requirement.of(Input.PREDS, SCORES),
                Requirement.of(Input.TARGET, ignored == null ? relevance : new Domain.OrIgnored(relevance, ignored)),
                Requirement.of(Input.INDEXES, Domain.Whole.ANY));
    }

    @Override
    public @Nullable Rejection check(Row row) {
        Cell.Numbers scores = row.numbers(Input.PREDS);
        int documents = scores.values().length;
        int relevances = row.numbers(Input.TARGET).values().length;
        int queries = row.numbers(Input.INDEXES).values().length;
        if (scores.type().isInteger()) {
            return new Rejection(
                    Rejection.Reason.WRONG_TYPE, "preds holds whole numbers; expected scores of a float type");
        }
        return documents == relevances && (queries == documents || queries == 1)
                ? null
                : new Rejection(
                        Rejection.Reason.WRONG_WIDTH,
                        "preds holds " + documents + " scores, target " + relevances + " relevances and indexes "
                                + queries
                                + " queries; expected a relevance for each score, and a query for each or one for all");
    }

    @Override
    public void update(Batch batch, Cells cells) {
        NumberColumn scores = batch.numbers(Input.PREDS);
        NumberColumn relevances = batch.numbers(Input.TARGET);
        NumberColumn queries = batch.numbers(Input.INDEXES);
        long[] key = new long[KEY_WORDS];
        for (int row = 0; row < batch.size(); row++) {
            long multiplicity = batch.multiplicity(row);
            int step = queries.length(row) == 1 ? 0 : 1;
            for (int i = 0; multiplicity != 0 && i < scores.length(row); i++) {
                double relevance = relevances.values()[relevances.start(row) + i];
                if (ignored == null || relevance != ignored) {
                    key[0] = (long) queries.values()[queries.start(row) + i * step];
                    key[1] = OrderedBits.of(scores.values()[scores.start(row) + i]);
                    key[2] = OrderedBits.of(relevance);
                    cells.map(row, COUNTS).add(key, 0, multiplicity);
                }
            }
        }
    }

    /** The graded statistic remembers the same where both take the row. */
    @Override
    public boolean covers(Statistic other) {
        return graded && new Documents(false, ignored, cap).equals(other);
    }

    @Override
    public void project(Memory memory, Statistic covered, State into) {
        memory.addTo(COUNTS, into.map(COUNTS));
    }

    /** The queries that have documents, in the order of their numbers. */
    static List<Query> queries(Memory memory) {
        List<Query> queries = new ArrayList<>();
        Query.Builder builder = new Query.Builder(queries);
        memory.map(COUNTS).forEachSorted((key, from, count) -> {
            if (count > 0) {
                builder.add(key[from], OrderedBits.toDouble(key[from + 1]), OrderedBits.toDouble(key[from + 2]), count);
            }
        });
        builder.close();
        return queries;
    }
}
