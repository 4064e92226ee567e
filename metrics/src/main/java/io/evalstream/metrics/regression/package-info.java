/** Metrics of predicted numbers: errors, explained variance, correlations, and distances between distributions. */
@NullMarked
package io.evalstream.metrics.regression;

import org.jspecify.annotations.NullMarked;
