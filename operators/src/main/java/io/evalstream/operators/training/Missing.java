package io.evalstream.operators.training;

import java.util.ArrayList;
import java.util.List;

/** Says what an epoch or a step lacks, a sentence for each rank. */
final class Missing {

    private final EpochStore store;

    Missing(EpochStore store) {
        this.store = store;
    }

    List<String> ofEpoch(int epoch, int worldSize) throws Exception {
        List<String> missing = new ArrayList<>();
        for (int rank = 0; rank < worldSize; rank++) {
            Progress.OfRank progress = store.rank(epoch, rank);
            if (!progress.isSettled()) {
                missing.add("rank " + rank + " " + unsettled(progress));
            } else if (progress.refused() > 0) {
                missing.add(batches(progress.refused()) + " of rank " + rank + " went to the dead letters");
            }
        }
        return missing;
    }

    List<String> ofStep(Tag step, int worldSize) throws Exception {
        List<String> missing = new ArrayList<>();
        for (int rank = 0; rank < worldSize; rank++) {
            Long content = store.content(new Tag(step.epoch(), step.step(), rank));
            if (content == null) {
                missing.add("rank " + rank + " sent no such step");
            } else if (content == Content.REFUSED) {
                missing.add("the batch of rank " + rank + " went to the dead letters");
            }
        }
        return missing;
    }

    private static String unsettled(Progress.OfRank rank) {
        long batches = rank.batches() + rank.refused();
        if (rank.isMarked() && batches == rank.saidBatches()) {
            return "sent " + rank.rows() + " rows, and says that they were " + rank.saidRows();
        } else if (rank.isMarked()) {
            return "sent " + batches + " of " + batches(rank.saidBatches());
        }
        return batches == 0 ? "sent nothing" : "sent " + batches(batches) + " and no end of the epoch";
    }

    private static String batches(long number) {
        return number + (number == 1 ? " batch" : " batches");
    }
}
