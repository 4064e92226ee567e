/** Metrics as readings of statistics, their arguments, and the catalogue in which they are found by name. */
@NullMarked
package io.evalstream.metrics.metric;

import org.jspecify.annotations.NullMarked;
