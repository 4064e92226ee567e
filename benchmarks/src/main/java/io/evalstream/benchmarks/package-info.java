/** What things cost, side by side in one run. Nothing here is part of a build's verdict. */
@NullMarked
package io.evalstream.benchmarks;

import org.jspecify.annotations.NullMarked;
