/** Metrics of texts against reference texts: edit distances, overlaps of n-grams, answers, and perplexity. */
@NullMarked
package io.evalstream.metrics.text;

import org.jspecify.annotations.NullMarked;
