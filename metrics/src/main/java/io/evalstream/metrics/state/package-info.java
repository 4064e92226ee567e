/** What is remembered: slots of integers that add, the states they make up, and their canonical bytes. */
@NullMarked
package io.evalstream.metrics.state;

import org.jspecify.annotations.NullMarked;
