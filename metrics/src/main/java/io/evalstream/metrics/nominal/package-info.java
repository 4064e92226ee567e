/** Association of nominal variables, and agreement of raters. */
@NullMarked
package io.evalstream.metrics.nominal;

import org.jspecify.annotations.NullMarked;
