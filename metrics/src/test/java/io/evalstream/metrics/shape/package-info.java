@NullMarked
package io.evalstream.metrics.shape;

import org.jspecify.annotations.NullMarked;
