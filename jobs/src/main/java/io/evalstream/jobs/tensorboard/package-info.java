/** Reports as curves in TensorBoard's event files. */
@NullMarked
package io.evalstream.jobs.tensorboard;

import org.jspecify.annotations.NullMarked;
