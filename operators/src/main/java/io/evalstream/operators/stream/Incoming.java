package io.evalstream.operators.stream;

import io.evalstream.schemas.DeadLetter;
import java.util.List;

/** What became of a record that came in. */
public sealed interface Incoming {

    /**
     * A prediction that its plan accepts.
     *
     * @param series whose metrics it counts in
     * @param id label scope and prediction id, under which it is joined
     * @param eventTime when it was made, in milliseconds
     * @param slices the slices of its series that it belongs to, besides that of all rows
     * @param payload the columns that its plan reads
     */
    @SuppressWarnings("ArrayRecordComponent") // read-only by agreement; a copy per row would cost the hot path
    record Prediction(SeriesKey series, String id, long eventTime, List<String> slices, byte[] payload)
            implements Incoming {}

    /**
     * A label that some plan of its scope accepts.
     *
     * @param id label scope and prediction id, under which it is joined
     * @param labelTime when it became known, in milliseconds
     * @param payload the columns that the plans of its scope read
     * @param origin where it came from
     */
    @SuppressWarnings("ArrayRecordComponent") // as above
    record Label(String id, long labelTime, byte[] payload, Origin origin) implements Incoming {}

    /** What a rank of a training run told. */
    sealed interface Training extends Incoming {
        Sender from();
    }

    /**
     * Who told it, of what, and when.
     *
     * @param series whose metrics it counts in
     * @param attempt which start of the run
     * @param worldSize how many ranks there are
     * @param eventTime when it happened, in milliseconds
     */
    record Sender(SeriesKey series, int attempt, int epoch, int rank, int worldSize, long eventTime) {}

    /**
     * A batch of one rank, folded.
     *
     * @param step which batch of the epoch
     * @param rows how many rows it has
     * @param state the canonical bytes of its state; empty for a batch that was turned away
     */
    @SuppressWarnings("ArrayRecordComponent") // as above
    record FoldedBatch(Sender from, long step, long rows, byte[] state) implements Training {

        /** Stands for a batch that was turned away, so that nobody waits for it. */
        public static FoldedBatch refused(Sender from, long step) {
            return new FoldedBatch(from, step, 0, new byte[0]);
        }

        public boolean isRefused() {
            return state.length == 0;
        }
    }

    /** A rank has sent all batches of an epoch: so many, of so many rows. */
    record EndOfEpoch(Sender from, long batches, long rows) implements Training {}

    /** A record that was turned away. */
    record Rejected(DeadLetter letter) implements Incoming {}

    /**
     * A change of a plan, for one of the subtasks behind a key.
     *
     * @param address see {@link KeyGroups}
     */
    record Planned(PlanChange change, int address) implements Incoming, Folded {
        @Override
        public SeriesKey series() {
            return KeyGroups.series(address);
        }
    }

    /** Position of a record: topic or file, partition, and offset or line. */
    record Origin(String topic, int partition, long offset) {}
}
