@NullMarked
package io.evalstream.metrics.ranking;

import org.jspecify.annotations.NullMarked;
