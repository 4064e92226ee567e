/** A real Kafka broker and a real Flink cluster inside this JVM, for a first look, for evaluation of files and for tests. */
@NullMarked
package io.evalstream.jobs.embedded;

import org.jspecify.annotations.NullMarked;
