package io.evalstream.operators;

/**
 * Event time of the join: {@code min(predictions, labels + slack)}. An idle input does not hold it back; while both are
 * idle it stands still.
 */
final class JoinClock {

    private long slack;
    private long predictions = Long.MIN_VALUE;
    private long labels = Long.MIN_VALUE;
    private boolean predictionsIdle;
    private boolean labelsIdle;

    /**
     * A clock before the beginning of time.
     *
     * @param slack milliseconds by which labels may lag behind predictions
     */
    JoinClock(long slack) {
        this.slack = slack;
    }

    void slack(long milliseconds) {
        slack = milliseconds;
    }

    void predictionsAt(long watermark) {
        predictions = watermark;
    }

    void labelsAt(long watermark) {
        labels = watermark;
    }

    void predictionsIdle(boolean idle) {
        predictionsIdle = idle;
    }

    void labelsIdle(boolean idle) {
        labelsIdle = idle;
    }

    boolean isIdle() {
        return predictionsIdle && labelsIdle;
    }

    /** The watermark of the two inputs together, which may be earlier than it was. */
    long now() {
        if (isIdle()) {
            return Long.MIN_VALUE;
        }
        long ofLabels = labelsIdle ? Long.MAX_VALUE : labelsWithSlack();
        return predictionsIdle ? ofLabels : Math.min(predictions, ofLabels);
    }

    /** Where labels have not begun, or have ended, slack changes nothing. */
    private long labelsWithSlack() {
        boolean hasTime = labels != Long.MIN_VALUE && labels <= Long.MAX_VALUE - slack;
        return hasTime ? labels + slack : labels == Long.MIN_VALUE ? labels : Long.MAX_VALUE;
    }
}
