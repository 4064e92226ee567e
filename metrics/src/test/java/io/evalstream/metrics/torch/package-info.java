@NullMarked
package io.evalstream.metrics.torch;

import org.jspecify.annotations.NullMarked;
