/** Predictions and labels in files: CSV and JSON lines, read row by row; a row that cannot be read does not stop the file. */
@NullMarked
package io.evalstream.jobs.files;

import org.jspecify.annotations.NullMarked;
