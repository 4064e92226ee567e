package io.evalstream.metrics.batch;

import io.evalstream.metrics.state.Layout;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Executes statistics over batches. Where states live between two flushes is the device's own affair. */
public interface Device {

    /** Name as plans and reports say it: {@code arrays}, {@code torch:cpu}, {@code torch:cuda:0}. */
    String name();

    /** A table of states of this layout, updated by these statistics. */
    StateTable newTable(Layout layout, List<Statistic> statistics);

    /**
     * Rows of so many words that live on the device; null where the heap serves as well.
     *
     * @param words of a row, one at least
     * @param most rows that there will be at a time
     */
    default @Nullable WordRows newRows(int words, int most) {
        return null;
    }
}
