package io.evalstream.metrics.batch;

import io.evalstream.metrics.state.Layout;
import java.util.List;

/** Executes statistics over batches. Where states live between two flushes is the device's own affair. */
public interface Device {

    /** Name as plans and reports say it: {@code arrays}, {@code torch:cpu}, {@code torch:cuda:0}. */
    String name();

    /** A table of states of this layout, updated by these statistics. */
    StateTable newTable(Layout layout, List<Statistic> statistics);
}
