/** Quality of clusters: against true classes, or by the data themselves. */
@NullMarked
package io.evalstream.metrics.clustering;

import org.jspecify.annotations.NullMarked;
