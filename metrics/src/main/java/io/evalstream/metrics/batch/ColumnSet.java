package io.evalstream.metrics.batch;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Columns that are read together, and what a row must hold in them. */
public interface ColumnSet {

    /** What each of them must hold. */
    List<Requirement> requirements();

    /** A rejection for a row whose columns do not fit one another, or null; see {@link Statistic#check}. */
    @Nullable
    Rejection check(Row row);
}
