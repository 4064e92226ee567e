@NullMarked
package io.evalstream.metrics.segmentation;

import org.jspecify.annotations.NullMarked;
