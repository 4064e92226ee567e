@NullMarked
package io.evalstream.metrics.text;

import org.jspecify.annotations.NullMarked;
