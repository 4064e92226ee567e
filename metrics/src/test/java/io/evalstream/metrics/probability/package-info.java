@NullMarked
package io.evalstream.metrics.probability;

import org.jspecify.annotations.NullMarked;
