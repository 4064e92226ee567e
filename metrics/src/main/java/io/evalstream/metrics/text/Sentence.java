package io.evalstream.metrics.text;

import java.util.List;

/**
 * One row: a predicted text and its references.
 *
 * @param multiplicity how often it counts; negative where it is retracted, never zero
 * @param time first part of the row's position
 * @param sequence second part of the row's position
 */
record Sentence(String prediction, List<String> references, long multiplicity, long time, long sequence) {}
