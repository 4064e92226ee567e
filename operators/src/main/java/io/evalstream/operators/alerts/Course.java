package io.evalstream.operators.alerts;

import io.evalstream.metrics.plan.AlertSpec;
import io.evalstream.schemas.AlertState;

/**
 * Where a rule stands after some windows, in the order of their ends. It fires from when it has held in so many windows in
 * a row until as many in a row as it asks have been clear; any other window between breaks a row. As long as the last ones
 * are unknown its state is that data are insufficient, whatever it was before, and is again when they no longer are. A
 * window whose value is waited for breaks a row too, but says nothing yet about the data.
 *
 * @param isFiring whether it fires, leaving aside whether there are enough data
 * @param holding in how many windows in a row it has held; 0 where it fires
 * @param clear how many windows in a row have been clear; 0 where it does not fire
 * @param unknown how many windows in a row have been unknown, at most as many as the rule asks
 */
record Course(boolean isFiring, int holding, int clear, int unknown) {

    static final Course START = new Course(false, 0, 0, 0);

    private static final Course FIRING = new Course(true, 0, 0, 0);

    Course then(Judged window, AlertSpec rule) {
        return switch (window.judgement()) {
            case HOLDS -> isFiring || holding + 1 >= rule.forWindows() ? FIRING : new Course(false, holding + 1, 0, 0);
            case CLEAR -> isFiring && clear + 1 < rule.clearForWindows() ? new Course(true, 0, clear + 1, 0) : START;
            case BETWEEN -> isFiring ? FIRING : START;
            case UNKNOWN ->
                new Course(isFiring, 0, 0, window.isWaiting() ? unknown : Math.min(unknown + 1, rule.forWindows()));
            case GONE -> this;
        };
    }

    AlertState state(AlertSpec rule) {
        if (unknown >= rule.forWindows()) {
            return AlertState.INSUFFICIENT_DATA;
        }
        return isFiring ? AlertState.FIRING : AlertState.OK;
    }
}
