package io.evalstream.metrics.text;

import io.evalstream.metrics.batch.Cells;
import io.evalstream.metrics.metric.Value;
import io.evalstream.metrics.state.Memory;
import io.evalstream.metrics.state.Slot;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What BLEU is read from: n-grams of the predictions, those found in a reference, and lengths.
 *
 * @param order length of the longest n-grams
 */
record ClippedNgrams(int order, Tokenizer tokenizer, boolean lowercase) implements TextStatistic {

    private static final int MATCHES = 0;
    private static final int TOTALS = 1;
    private static final int PREDICTION_LENGTH = 2;
    private static final int REFERENCE_LENGTH = 3;
    private static final int ROWS = 4;

    @Override
    public List<Slot> slots() {
        return List.of(
                Slot.counts("matches", order),
                Slot.counts("totals", order),
                Slot.counts("prediction_length"),
                Slot.counts("reference_length"),
                Slot.counts("rows"));
    }

    @Override
    public boolean takesSeveralReferences() {
        return true;
    }

    @Override
    public void add(Cells cells, int row, Sentence sentence) {
        long multiplicity = sentence.multiplicity();
        List<String> prediction = tokenizer.tokens(sentence.prediction(), lowercase);
        List<List<String>> references = sentence.references().stream()
                .map(reference -> tokenizer.tokens(reference, lowercase))
                .toList();
        for (int length = 1; length <= order; length++) {
            // An n-gram may be found as often as the reference that has it most often has it.
            Map<List<String>, Integer> most = new HashMap<>();
            for (List<String> reference : references) {
                Words.ngrams(reference, length).forEach((ngram, count) -> most.merge(ngram, count, Math::max));
            }
            long matches = Words.common(Words.ngrams(prediction, length), most);
            cells.count(row, MATCHES, length - 1, multiplicity * matches);
            cells.count(row, TOTALS, length - 1, multiplicity * Math.max(0, prediction.size() - length + 1));
        }
        cells.count(row, PREDICTION_LENGTH, 0, multiplicity * prediction.size());
        cells.count(row, REFERENCE_LENGTH, 0, multiplicity * closestLength(prediction.size(), references));
        cells.count(row, ROWS, 0, multiplicity);
    }

    /** BLEU with these weights of the orders. */
    Value bleu(Memory memory, List<Double> weights, boolean smooth) {
        double mean = 0;
        for (int i = 0; i < order; i++) {
            long matches = memory.count(MATCHES, i);
            long total = memory.count(TOTALS, i);
            if (matches == 0) {
                return Value.scalar(0);
            }
            boolean smoothed = smooth && i > 0;
            double precision = smoothed ? (matches + 1.0) / (total + 1.0) : (double) matches / total;
            mean += weights.get(i) * StrictMath.log(precision);
        }
        double predicted = memory.count(PREDICTION_LENGTH);
        double expected = memory.count(REFERENCE_LENGTH);
        double brevity = predicted > expected ? 1 : StrictMath.exp(1 - expected / predicted);
        return Value.scalar(brevity * StrictMath.exp(mean));
    }

    /** Length of the reference that is closest in length; of the first, where several are. */
    private static int closestLength(int length, List<List<String>> references) {
        int closest = references.get(0).size();
        for (List<String> reference : references) {
            if (Math.abs(reference.size() - length) < Math.abs(closest - length)) {
                closest = reference.size();
            }
        }
        return closest;
    }
}
