package io.evalstream.operators.training;

import io.evalstream.operators.stream.IdHash;
import io.evalstream.operators.stream.Incoming.FoldedBatch;

/** What a batch holds, as a number to compare with that of a batch under the same tag. */
final class Content {

    /** Of every batch that was turned away. */
    static final long REFUSED = 0;

    private Content() {}

    static long of(FoldedBatch batch) {
        if (batch.isRefused()) {
            return REFUSED;
        }
        long hash = IdHash.of(batch.state());
        return hash == REFUSED ? ~REFUSED : hash;
    }
}
