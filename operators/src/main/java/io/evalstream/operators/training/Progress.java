package io.evalstream.operators.training;

/** How far the parts of a run have come. The values are immutable, so that a checkpoint can be written while they change. */
final class Progress {

    private static final long UNSAID = -1;

    private Progress() {}

    /**
     * A run.
     *
     * @param attempt the highest attempt that was seen; lower ones are over
     * @param closedThrough the last epoch that is final, or −1
     * @param lastArrival when something of it came last, by the clock
     * @param deadline when a timer looks whether it is to be forgotten
     */
    record OfRun(int attempt, int closedThrough, long lastArrival, long deadline) {

        static OfRun begin(int attempt, long now, long deadline) {
            return new OfRun(attempt, -1, now, deadline);
        }

        OfRun arrived(long now) {
            return new OfRun(attempt, closedThrough, now, deadline);
        }

        OfRun closed(int epoch) {
            return new OfRun(attempt, epoch, lastArrival, deadline);
        }

        OfRun until(long later) {
            return new OfRun(attempt, closedThrough, lastArrival, later);
        }
    }

    /**
     * An epoch that is not final.
     *
     * @param worldSize how many ranks there are
     * @param start smallest event time
     * @param end largest event time
     * @param lastArrival when something of it came last, by the clock
     * @param deadline when a timer looks whether it is to be given up
     * @param settled how many ranks have sent what their markers say
     */
    record OfEpoch(int worldSize, long start, long end, long lastArrival, long deadline, int settled) {

        static OfEpoch begin(long deadline) {
            return new OfEpoch(0, Long.MAX_VALUE, Long.MIN_VALUE, Long.MIN_VALUE, deadline, 0);
        }

        OfEpoch arrived(int ofWorld, long eventTime, long now) {
            return new OfEpoch(
                    Math.max(worldSize, ofWorld),
                    Math.min(start, eventTime),
                    Math.max(end, eventTime),
                    Math.max(lastArrival, now),
                    deadline,
                    settled);
        }

        OfEpoch settled(int change) {
            return new OfEpoch(worldSize, start, end, lastArrival, deadline, settled + change);
        }

        OfEpoch until(long later) {
            return new OfEpoch(worldSize, start, end, lastArrival, later, settled);
        }

        boolean isComplete() {
            return settled == worldSize;
        }
    }

    /**
     * A step that was not reported.
     *
     * @param ranks from how many ranks it came
     * @param start smallest event time
     * @param end largest event time
     */
    record OfStep(int ranks, long start, long end) {

        static final OfStep NONE = new OfStep(0, Long.MAX_VALUE, Long.MIN_VALUE);

        OfStep arrived(long eventTime) {
            return new OfStep(ranks + 1, Math.min(start, eventTime), Math.max(end, eventTime));
        }
    }

    /**
     * What a rank has sent in an epoch, and what its marker says that it has.
     *
     * @param refused batches that were turned away
     * @param conflicts batches that came again with other content
     * @param saidBatches −1 where the marker has not come
     */
    record OfRank(long batches, long rows, long refused, long conflicts, long saidBatches, long saidRows) {

        static final OfRank NONE = new OfRank(0, 0, 0, 0, UNSAID, UNSAID);

        OfRank took(long ofRows) {
            return new OfRank(batches + 1, rows + ofRows, refused, conflicts, saidBatches, saidRows);
        }

        OfRank refusedOne() {
            return new OfRank(batches, rows, refused + 1, conflicts, saidBatches, saidRows);
        }

        OfRank contradicted() {
            return new OfRank(batches, rows, refused, conflicts + 1, saidBatches, saidRows);
        }

        OfRank said(long ofBatches, long ofRows) {
            return new OfRank(batches, rows, refused, conflicts, ofBatches, ofRows);
        }

        boolean isMarked() {
            return saidBatches != UNSAID;
        }

        /** Whether all has come that the marker speaks of. The rows of a batch that was turned away are not known. */
        boolean isSettled() {
            return isMarked() && batches + refused == saidBatches && (refused > 0 || rows == saidRows);
        }
    }
}
