package io.evalstream.metrics.batch;

import io.evalstream.metrics.state.Layout;
import java.util.List;

/** The reference device: loops over primitive arrays on the heap. */
public final class ArraysDevice implements Device {

    @Override
    public String name() {
        return "arrays";
    }

    @Override
    public StateTable newTable(Layout layout, List<Statistic> statistics) {
        return new ArraysTable(layout, statistics);
    }
}
