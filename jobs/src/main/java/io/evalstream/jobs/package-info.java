/** Where everything meets: the plan file, Kafka, the topology of the job and the command that runs it. */
@NullMarked
package io.evalstream.jobs;

import org.jspecify.annotations.NullMarked;
