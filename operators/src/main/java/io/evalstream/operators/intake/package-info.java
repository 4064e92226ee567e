/** From records to events: decoding, plans, checks. What is turned away leaves as a dead letter with its bytes. */
@NullMarked
package io.evalstream.operators.intake;

import org.jspecify.annotations.NullMarked;
