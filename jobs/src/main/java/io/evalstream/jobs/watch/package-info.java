/** Reports read back from their topic, and shown: as a table for people, as JSON lines or CSV for programs. */
@NullMarked
package io.evalstream.jobs.watch;

import org.jspecify.annotations.NullMarked;
