package io.evalstream.metrics.ranking;

import io.evalstream.metrics.batch.ColumnSet;
import io.evalstream.metrics.batch.ColumnStatistic;
import io.evalstream.metrics.state.Memory;

/** A statistic from which curves are read. */
interface CurveStatistic extends ColumnStatistic {

    /** How it reads rows. */
    Scoring scoring();

    @Override
    default ColumnSet columns() {
        return scoring();
    }

    /** One curve for each class or label. */
    Curve[] curves(Memory memory);

    /** The one curve of the elements of all classes or labels together. */
    Curve pooled(Memory memory);
}
