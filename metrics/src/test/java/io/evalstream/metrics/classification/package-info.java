/** Metrics of classifiers, by worked examples. */
@NullMarked
package io.evalstream.metrics.classification;

import org.jspecify.annotations.NullMarked;
