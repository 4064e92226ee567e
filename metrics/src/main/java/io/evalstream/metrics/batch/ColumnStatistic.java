package io.evalstream.metrics.batch;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A statistic that asks of a row what its columns ask, and nothing else. */
public interface ColumnStatistic extends Statistic {

    ColumnSet columns();

    @Override
    default List<Requirement> requirements() {
        return columns().requirements();
    }

    @Override
    default @Nullable Rejection check(Row row) {
        return columns().check(row);
    }
}
