@NullMarked
package io.evalstream.metrics.nominal;

import org.jspecify.annotations.NullMarked;
