package io.evalstream.metrics.text;

import java.util.List;

/** The edit distance of two texts, character by character, with a cost of its own for substitutions. */
record CharacterDistance(int substitutionCost) implements SentenceScore {

    @Override
    public double of(String prediction, List<String> references) {
        int[] reference = references.get(0).codePoints().toArray();
        return new BeamedEdits(reference, substitutionCost)
                .distance(prediction.codePoints().toArray());
    }

    @Override
    public boolean takesSeveralReferences() {
        return false;
    }
}
