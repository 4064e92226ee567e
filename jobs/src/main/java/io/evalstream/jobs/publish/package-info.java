/** From files to Kafka: predictions and labels in the order, and if wanted at the pace, of their event times. */
@NullMarked
package io.evalstream.jobs.publish;

import org.jspecify.annotations.NullMarked;
