package io.evalstream.operators.stream;

/** A row of a slice; the slice of all rows has the empty name. */
public record SlicedRow(Partial.RowId row, String slice) {}
