/** Metrics of images: how near one is to another, and how near the features of many are to those of many others. */
@NullMarked
package io.evalstream.metrics.image;

import org.jspecify.annotations.NullMarked;
