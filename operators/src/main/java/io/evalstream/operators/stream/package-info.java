/** What travels between the operators, and how it is serialised. */
@NullMarked
package io.evalstream.operators.stream;

import org.jspecify.annotations.NullMarked;
