/** Tests of drift metrics. */
@NullMarked
package io.evalstream.metrics.drift;

import org.jspecify.annotations.NullMarked;
