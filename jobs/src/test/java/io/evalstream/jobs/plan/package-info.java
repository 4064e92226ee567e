/** Plan files, the messages for wrong ones among them. */
@NullMarked
package io.evalstream.jobs.plan;

import org.jspecify.annotations.NullMarked;
