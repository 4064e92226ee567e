@NullMarked
package io.evalstream.metrics.composition;

import org.jspecify.annotations.NullMarked;
