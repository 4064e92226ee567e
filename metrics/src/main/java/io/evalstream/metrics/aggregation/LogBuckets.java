package io.evalstream.metrics.aggregation;

import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Cells;
import io.evalstream.metrics.batch.NumberColumn;
import io.evalstream.metrics.batch.Rejection;
import io.evalstream.metrics.batch.Requirement;
import io.evalstream.metrics.batch.Row;
import io.evalstream.metrics.batch.Statistic;
import io.evalstream.metrics.metric.LogScale;
import io.evalstream.metrics.state.Slot;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How many values fall in each bucket of a {@link LogScale}. There are too few buckets for the map to overflow.
 *
 * @param source which numbers of a row are counted
 * @param bits mantissa bits that tell buckets apart
 */
record LogBuckets(Source source, int bits, NanStrategy nan) implements Statistic {

    static final int BUCKETS = 0;
    static final int NANS = 1;
    private static final int SEEN = 2;

    @Override
    public List<Slot> slots() {
        return List.of(Slot.sparse("buckets", 1, scale().buckets()), Slot.counts("nans"), Slot.counts("seen"));
    }

    @Override
    public List<Requirement> requirements() {
        return source.requirements(nan.domain());
    }

    @Override
    public @Nullable Rejection check(Row row) {
        return source.check(row);
    }

    @Override
    public void update(Batch batch, Cells cells) {
        LogScale scale = scale();
        NumberColumn column = source.column(batch);
        for (int row = 0; row < batch.size(); row++) {
            long multiplicity = batch.multiplicity(row);
            for (int i = 0; multiplicity != 0 && i < column.length(row); i++) {
                double value = nan.taken(source.number(batch, column, row, i));
                cells.count(row, SEEN, 0, multiplicity);
                if (!Double.isNaN(value)) {
                    cells.map(row, BUCKETS).add(scale.index(value), multiplicity);
                } else if (nan.keeps(value)) {
                    cells.count(row, NANS, 0, multiplicity);
                }
            }
        }
    }

    LogScale scale() {
        return new LogScale(bits);
    }
}
