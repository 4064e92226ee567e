package io.evalstream.operators.training;

import java.util.Comparator;

/** A batch of an attempt: its epoch, step and rank. Without a step it names a rank of an epoch, without a rank a step. */
record Tag(int epoch, long step, int rank) {

    private static final int NONE = -1;

    /** What the timer is registered under that forgets a run. */
    static final Tag RUN = new Tag(NONE, NONE, NONE);

    static final Comparator<Tag> IN_ORDER =
            Comparator.comparingInt(Tag::epoch).thenComparingLong(Tag::step).thenComparingInt(Tag::rank);

    static Tag ofEpoch(int epoch) {
        return new Tag(epoch, NONE, NONE);
    }

    static Tag ofStep(int epoch, long step) {
        return new Tag(epoch, step, NONE);
    }

    static Tag ofRank(int epoch, int rank) {
        return new Tag(epoch, NONE, rank);
    }
}
