/** Drift: how far scores, predicted classes and features of one window are from those of a reference; and plain views. */
@NullMarked
package io.evalstream.metrics.drift;

import org.jspecify.annotations.NullMarked;
