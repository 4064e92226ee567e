@NullMarked
package io.evalstream.metrics.image;

import org.jspecify.annotations.NullMarked;
