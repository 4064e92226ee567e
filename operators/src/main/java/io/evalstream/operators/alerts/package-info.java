/** Rules about the values of windows, and the alerts that tell when the state of one changes. */
@NullMarked
package io.evalstream.operators.alerts;

import org.jspecify.annotations.NullMarked;
