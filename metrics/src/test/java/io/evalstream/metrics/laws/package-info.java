/** What tests of every metric stand on: events folded into states, random rows that a metric accepts, and laws. */
@NullMarked
package io.evalstream.metrics.laws;

import org.jspecify.annotations.NullMarked;
