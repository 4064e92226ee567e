/** Everything in one process: a broker, a cluster, the job, a real stream, and a table that changes as labels arrive. */
@NullMarked
package io.evalstream.jobs.demo;

import org.jspecify.annotations.NullMarked;
