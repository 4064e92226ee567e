/** Scores of probabilities themselves, weighted where rows come with weights: how near they are to what happened. */
@NullMarked
package io.evalstream.metrics.probability;

import org.jspecify.annotations.NullMarked;
