@NullMarked
package io.evalstream.metrics.retrieval;

import org.jspecify.annotations.NullMarked;
