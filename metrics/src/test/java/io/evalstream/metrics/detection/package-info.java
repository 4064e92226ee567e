@NullMarked
package io.evalstream.metrics.detection;

import org.jspecify.annotations.NullMarked;
