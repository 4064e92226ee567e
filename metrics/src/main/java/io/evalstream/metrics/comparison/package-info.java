/** Champion and challenger: differences of two models' scores on the same rows, with intervals. */
@NullMarked
package io.evalstream.metrics.comparison;

import org.jspecify.annotations.NullMarked;
