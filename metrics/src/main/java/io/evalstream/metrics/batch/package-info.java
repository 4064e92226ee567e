/** Rows as columns, the statistics that are updated from them, and the devices that do it. */
@NullMarked
package io.evalstream.metrics.batch;

import org.jspecify.annotations.NullMarked;
