/** Metrics of detected objects: boxes, masks and panoptic segments of images, matched to the true ones. */
@NullMarked
package io.evalstream.metrics.detection;

import org.jspecify.annotations.NullMarked;
