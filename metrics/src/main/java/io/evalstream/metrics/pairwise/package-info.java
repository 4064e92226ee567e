/** What the vectors of rows have between them, pair by pair: similarities and distances of embeddings. */
@NullMarked
package io.evalstream.metrics.pairwise;

import org.jspecify.annotations.NullMarked;
