package io.evalstream.metrics.detection;

import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.NumberColumn;

/** Where the objects of one side of an image lie. */
sealed interface Regions permits Regions.Boxes, Regions.Masks {

    int count();

    double area(int object);

    /**
     * Intersection over union of an object with one of another side. Of a crowd the union is the object alone, so that one
     * that lies in the crowd overlaps it in full.
     */
    double overlap(int object, Regions others, int other, boolean crowd);

    /** Boxes by corner, width and height. */
    @SuppressWarnings("ArrayRecordComponent") // made for one image and not compared
    record Boxes(double[][] sizes) implements Regions {
        @Override
        public int count() {
            return sizes.length;
        }

        @Override
        public double area(int object) {
            return sizes[object][2] * sizes[object][3];
        }

        @Override
        public double overlap(int object, Regions others, int other, boolean crowd) {
            double width = common(sizes[object], ((Boxes) others).sizes[other], 0);
            double height = common(sizes[object], ((Boxes) others).sizes[other], 1);
            if (width <= 0 || height <= 0) {
                return 0;
            }
            double common = width * height;
            return common / (crowd ? area(object) : area(object) + others.area(other) - common);
        }

        private static double common(double[] a, double[] b, int axis) {
            return Math.min(a[axis] + a[2 + axis], b[axis] + b[2 + axis]) - Math.max(a[axis], b[axis]);
        }
    }

    /** Masks as bits of their pixels. */
    @SuppressWarnings("ArrayRecordComponent") // made for one image and not compared
    record Masks(long[][] bits) implements Regions {

        static Masks of(Batch batch, ObjectColumns side, int row) {
            NumberColumn column = batch.numbers(side.masks());
            int count = side.count(batch, row);
            int pixels = count == 0 ? 0 : column.length(row) / count;
            long[][] bits = new long[count][(pixels + Long.SIZE - 1) / Long.SIZE];
            for (int object = 0; object < count; object++) {
                int start = column.start(row) + object * pixels;
                for (int i = 0; i < pixels; i++) {
                    if (column.values()[start + i] != 0) {
                        bits[object][i / Long.SIZE] |= 1L << i;
                    }
                }
            }
            return new Masks(bits);
        }

        @Override
        public int count() {
            return bits.length;
        }

        @Override
        public double area(int object) {
            int area = 0;
            for (long word : bits[object]) {
                area += Long.bitCount(word);
            }
            return area;
        }

        @Override
        public double overlap(int object, Regions others, int other, boolean crowd) {
            int common = 0;
            for (int i = 0; i < bits[object].length; i++) {
                common += Long.bitCount(bits[object][i] & ((Masks) others).bits[other][i]);
            }
            return common == 0 ? 0 : common / (crowd ? area(object) : area(object) + others.area(other) - common);
        }
    }
}
