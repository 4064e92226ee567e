/** Metrics of shapes: clouds of points and meshes. */
@NullMarked
package io.evalstream.metrics.shape;

import org.jspecify.annotations.NullMarked;
