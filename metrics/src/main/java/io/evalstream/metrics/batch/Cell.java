package io.evalstream.metrics.batch;

import java.util.List;

/** What one row holds in one column. */
public sealed interface Cell {

    /** Nothing: the event did not carry this column. */
    Cell ABSENT = new Absent();

    /** See {@link Cell#ABSENT}. */
    record Absent() implements Cell {}

    /**
     * A tensor.
     *
     * @param values elements, row-major
     * @param type type they came as
     * @param shape shape; empty for a single number
     */
    @SuppressWarnings("ArrayRecordComponent") // read-only by agreement; a copy per row would cost the hot path
    record Numbers(double[] values, DataType type, int[] shape) implements Cell {

        private static final int[] SCALAR = {};

        public Numbers {
            int elements = 1;
            for (int dimension : shape) {
                elements *= dimension;
            }
            if (elements != values.length) {
                throw new IllegalArgumentException(values.length + " elements do not fill the shape "
                        + java.util.Arrays.toString(shape) + ", which has " + elements);
            }
        }

        public static Numbers scalar(double value, DataType type) {
            return new Numbers(new double[] {value}, type, SCALAR);
        }

        public static Numbers vector(double[] values, DataType type) {
            return new Numbers(values, type, new int[] {values.length});
        }
    }

    /** A list of texts; one for a sentence, several for references. */
    record Texts(List<String> values) implements Cell {}
}
