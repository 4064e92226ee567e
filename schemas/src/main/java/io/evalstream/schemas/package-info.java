/** What travels over Kafka: predictions, labels and reports, and the codecs that turn them into bytes and back. */
@NullMarked
package io.evalstream.schemas;

import org.jspecify.annotations.NullMarked;
