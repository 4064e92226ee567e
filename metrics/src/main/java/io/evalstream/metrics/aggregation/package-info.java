/** Sums, means, extremes and lists of any numbers, as TorchMetrics' aggregators keep them. */
@NullMarked
package io.evalstream.metrics.aggregation;

import org.jspecify.annotations.NullMarked;
