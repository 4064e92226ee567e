/** Training: batches of many ranks become the metrics of steps and epochs, and signals for the loop. */
@NullMarked
package io.evalstream.operators.training;

import org.jspecify.annotations.NullMarked;
