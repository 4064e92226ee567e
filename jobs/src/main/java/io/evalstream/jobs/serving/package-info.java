/** Logs of serving platforms as predictions and labels: what their events and payloads look like. */
@NullMarked
package io.evalstream.jobs.serving;

import org.jspecify.annotations.NullMarked;
