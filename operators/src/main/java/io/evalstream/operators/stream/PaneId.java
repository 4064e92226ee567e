package io.evalstream.operators.stream;

/**
 * Under what a state is kept within a series: by whom, for which pane, of which slice.
 *
 * @param keeper empty for the panes that all windows share; else the name of the windows that keep rows of their own
 * @param pane start of the pane, in milliseconds; 0 where a keeper has one state for each slice
 * @param slice which rows; empty for all of them
 */
public record PaneId(String keeper, long pane, String slice) {

    /** A pane that all windows share. */
    public static PaneId shared(long pane, String slice) {
        return new PaneId("", pane, slice);
    }
}
