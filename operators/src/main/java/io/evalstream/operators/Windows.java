package io.evalstream.operators;

import io.evalstream.operators.stream.Partial;
import io.evalstream.operators.stream.WindowId;
import java.util.Set;

/** The windows of one kind of a plan: when they are opened, reported and forgotten. One series at a time, Flink's key. */
interface Windows {

    /** The name under which their timers and their open windows are kept. */
    String name();

    /**
     * Rows came to a pane, or rows of it changed.
     *
     * @param slices the slices that changed
     */
    void changed(Partial partial, Set<String> slices) throws Exception;

    /** A timer of these windows is due. */
    void due(WindowId id, long time) throws Exception;

    /** A pane cannot change any more, and is about to be dropped. */
    default void expire(long pane) throws Exception {}
}
