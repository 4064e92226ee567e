/** Kafka at both ends of the job: topics, formats and delivery. */
@NullMarked
package io.evalstream.jobs.kafka;

import org.jspecify.annotations.NullMarked;
