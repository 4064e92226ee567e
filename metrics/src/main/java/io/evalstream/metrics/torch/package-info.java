/** PyTorch as a device: statistics as tensor programs, and their states as rows of one table of integers. */
@NullMarked
package io.evalstream.metrics.torch;

import org.jspecify.annotations.NullMarked;
