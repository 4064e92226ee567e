/** What a terminal can do that a file cannot: have a width, and show one thing in the place of another. */
@NullMarked
package io.evalstream.jobs.terminal;

import org.jspecify.annotations.NullMarked;
