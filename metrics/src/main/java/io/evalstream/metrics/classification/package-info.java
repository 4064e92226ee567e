/** Metrics of classifiers that are read from counts: of hits and misses, of confusions, of bins. */
@NullMarked
package io.evalstream.metrics.classification;

import org.jspecify.annotations.NullMarked;
