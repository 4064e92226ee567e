package io.evalstream.metrics.ranking;

import io.evalstream.metrics.batch.Statistic;
import io.evalstream.metrics.state.Memory;

/** A statistic from which curves are read. */
interface CurveStatistic extends Statistic {

    /** How it reads rows. */
    Scoring scoring();

    /** One curve for each class or label. */
    Curve[] curves(Memory memory);

    /** The one curve of the elements of all classes or labels together. */
    Curve pooled(Memory memory);
}
