package io.evalstream.operators.stream;

/**
 * A window of a series: the kind of window by its name in reports, and its end in milliseconds. A window that never ends
 * ends at {@link Long#MAX_VALUE}.
 */
public record WindowId(String window, long end) {

    private static final String PANE = "";

    /** What a pane's own timer is registered under; no window has an empty name. */
    public static WindowId ofPane(long pane) {
        return new WindowId(PANE, pane);
    }

    /** What the end of a plan is registered under. */
    public static WindowId ofPlan() {
        return new WindowId(PANE, Long.MAX_VALUE);
    }

    public boolean isPlan() {
        return isPane() && end == Long.MAX_VALUE;
    }

    public boolean isPane() {
        return window.equals(PANE);
    }
}
