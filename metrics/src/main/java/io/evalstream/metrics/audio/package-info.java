/** Metrics of audio: how near estimated signals come to the true ones. */
@NullMarked
package io.evalstream.metrics.audio;

import org.jspecify.annotations.NullMarked;
