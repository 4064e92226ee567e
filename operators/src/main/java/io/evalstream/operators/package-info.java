/** The Flink operators: join labels to predictions, fold observations into partial states, report windows. */
@NullMarked
package io.evalstream.operators;

import org.jspecify.annotations.NullMarked;
