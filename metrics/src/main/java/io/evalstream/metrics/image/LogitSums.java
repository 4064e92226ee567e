package io.evalstream.metrics.image;

import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Cells;
import io.evalstream.metrics.batch.Domain;
import io.evalstream.metrics.batch.NumberColumn;
import io.evalstream.metrics.batch.Rejection;
import io.evalstream.metrics.batch.Requirement;
import io.evalstream.metrics.batch.Row;
import io.evalstream.metrics.batch.Statistic;
import io.evalstream.metrics.metric.Value;
import io.evalstream.metrics.state.Memory;
import io.evalstream.metrics.state.Slot;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * For each part of the rows, the number of rows, the sums of their probabilities by class, and the sum of Σ p·log p. A row
 * belongs to a part by the hash of its position.
 *
 * @param classes number of logits
 * @param splits number of parts
 */
record LogitSums(int classes, int splits) implements Statistic {

    private static final int COUNTS = 0;
    private static final int PROBABILITIES = 1;
    private static final int NEGENTROPIES = 2;

    @Override
    public List<Slot> slots() {
        return List.of(
                Slot.counts("counts", splits),
                Slot.exactSum("probabilities", splits, classes),
                Slot.exactSum("negentropies", splits));
    }

    @Override
    public List<Requirement> requirements() {
        return List.of(Requirement.wide(Features.FEATURES, classes, new Domain.Finite()));
    }

    @Override
    public @Nullable Rejection check(Row row) {
        return Features.checkVector(row);
    }

    @Override
    public void update(Batch batch, Cells cells) {
        NumberColumn logits = batch.numbers(Features.FEATURES);
        double[] probabilities = new double[classes];
        for (int row = 0; row < batch.size(); row++) {
            long multiplicity = batch.multiplicity(row);
            double negentropy = soften(logits.values(), logits.start(row), probabilities);
            int split = (int) Math.floorMod(Positions.hash(batch.time(row), batch.sequence(row), 0), (long) splits);
            cells.count(row, COUNTS, split, multiplicity);
            cells.sum(row, NEGENTROPIES, split).add(negentropy, multiplicity);
            for (int i = 0; i < classes; i++) {
                cells.sum(row, PROBABILITIES, split * classes + i).add(probabilities[i], multiplicity);
            }
        }
    }

    /** Makes logits probabilities; returns Σ p·log p. */
    private static double soften(double[] logits, int from, double[] probabilities) {
        double largest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < probabilities.length; i++) {
            largest = Math.max(largest, logits[from + i]);
        }
        double total = 0;
        for (int i = 0; i < probabilities.length; i++) {
            probabilities[i] = StrictMath.exp(logits[from + i] - largest);
            total += probabilities[i];
        }
        double logarithm = StrictMath.log(total);
        double negentropy = 0;
        for (int i = 0; i < probabilities.length; i++) {
            probabilities[i] /= total;
            if (probabilities[i] > 0) {
                negentropy += probabilities[i] * (logits[from + i] - largest - logarithm);
            }
        }
        return negentropy;
    }

    /** Mean and standard deviation of the scores of the parts that have rows. */
    Value read(Memory memory) {
        double[] scores = new double[splits];
        int parts = 0;
        for (int split = 0; split < splits; split++) {
            if (memory.count(COUNTS, split) > 0) {
                scores[parts++] = StrictMath.exp(information(memory, split));
            }
        }
        double[] known = Arrays.copyOf(scores, parts);
        double mean = Arrays.stream(known).sum() / parts;
        double squares = 0;
        for (double score : known) {
            squares += (score - mean) * (score - mean);
        }
        Map<String, Value> named = new LinkedHashMap<>();
        named.put("inception_score_mean", Value.scalar(mean));
        named.put(
                "inception_score_std",
                parts > 1
                        ? Value.scalar(Math.sqrt(squares / (parts - 1)))
                        : Value.undefined(Value.Code.TOO_FEW, "one part has no standard deviation"));
        return new Value.Named(named);
    }

    /** The mean divergence of a row's probabilities from those of all rows of its part. */
    private double information(Memory memory, int split) {
        long rows = memory.count(COUNTS, split);
        double information = memory.sum(NEGENTROPIES, split).dividedBy(rows);
        for (int i = 0; i < classes; i++) {
            double mean = memory.sum(PROBABILITIES, split * classes + i).dividedBy(rows);
            if (mean > 0) {
                information -= mean * StrictMath.log(mean);
            }
        }
        return information;
    }
}
