@NullMarked
package io.evalstream.metrics.audio;

import org.jspecify.annotations.NullMarked;
