/** Final reports as metrics of runs in MLflow. */
@NullMarked
package io.evalstream.jobs.export.mlflow;

import org.jspecify.annotations.NullMarked;
