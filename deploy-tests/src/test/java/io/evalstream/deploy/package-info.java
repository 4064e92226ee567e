/** Checks what a platform team takes: the chart, the images' build file, dashboards and rules, and the packaged job. */
@NullMarked
package io.evalstream.deploy;

import org.jspecify.annotations.NullMarked;
