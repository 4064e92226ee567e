/** The command, as its user meets it. */
@NullMarked
package io.evalstream.jobs.cli;

import org.jspecify.annotations.NullMarked;
