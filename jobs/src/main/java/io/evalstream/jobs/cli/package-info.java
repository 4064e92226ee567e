/** The {@code evalstream} command. */
@NullMarked
package io.evalstream.jobs.cli;

import org.jspecify.annotations.NullMarked;
