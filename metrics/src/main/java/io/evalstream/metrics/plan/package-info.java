/** Plans: the metrics, windows and label policy for a set of models, as written and as compiled. */
@NullMarked
package io.evalstream.metrics.plan;

import org.jspecify.annotations.NullMarked;
