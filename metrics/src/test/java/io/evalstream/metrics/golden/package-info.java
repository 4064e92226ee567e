/** Golden cases: values that TorchMetrics computed, read from files and compared with what this catalogue says. */
@NullMarked
package io.evalstream.metrics.golden;

import org.jspecify.annotations.NullMarked;
