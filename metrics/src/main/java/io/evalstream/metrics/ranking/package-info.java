/** Metrics that ask how well scores rank the positives before the negatives: curves, their areas and their operating points. */
@NullMarked
package io.evalstream.metrics.ranking;

import org.jspecify.annotations.NullMarked;
