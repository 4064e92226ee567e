/** Tests of comparisons. */
@NullMarked
package io.evalstream.metrics.comparison;

import org.jspecify.annotations.NullMarked;
