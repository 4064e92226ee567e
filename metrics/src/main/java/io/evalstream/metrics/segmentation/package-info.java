/** Metrics of masks: which pixels belong to which class. */
@NullMarked
package io.evalstream.metrics.segmentation;

import org.jspecify.annotations.NullMarked;
