@NullMarked
package io.evalstream.metrics.clustering;

import org.jspecify.annotations.NullMarked;
