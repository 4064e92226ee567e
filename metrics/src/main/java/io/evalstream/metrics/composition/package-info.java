/** Metrics made of other metrics: collections, wrappers, arithmetic, comparisons over windows, bootstrap intervals. */
@NullMarked
package io.evalstream.metrics.composition;

import org.jspecify.annotations.NullMarked;
