/** The last reports as gauges for Prometheus. */
@NullMarked
package io.evalstream.jobs.export;

import org.jspecify.annotations.NullMarked;
