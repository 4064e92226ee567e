package io.evalstream.metrics.torch;

import ai.djl.ndarray.types.DataType;
import io.evalstream.metrics.batch.Cells;
import io.evalstream.metrics.state.Memory;
import io.evalstream.metrics.state.Slot;
import java.util.List;
import java.util.Locale;

/**
 * One named tensor of a user's module, and how two values of it become one.
 *
 * @param type float32, float64, or int64 for a count
 */
record ModuleState(String name, Reduction reduction, DataType type, List<Integer> shape) {

    /** How two values become one. */
    enum Reduction {
        SUM(0),
        MIN(Double.POSITIVE_INFINITY),
        MAX(Double.NEGATIVE_INFINITY);

        private final double identity;

        Reduction(double identity) {
            this.identity = identity;
        }

        /** The element that changes nothing, which is that of no row. */
        double identity() {
            return identity;
        }

        double of(double left, double right) {
            return switch (this) {
                case SUM -> left + right;
                case MIN -> Math.min(left, right);
                case MAX -> Math.max(left, right);
            };
        }
    }

    int size() {
        return shape.stream().reduce(1, Math::multiplyExact);
    }

    /** Where it is remembered: counts and extrema exactly, sums as doubles. */
    Slot slot() {
        int[] dimensions = shape.stream().mapToInt(Integer::intValue).toArray();
        String slotName = "state_" + name;
        return switch (reduction) {
            case SUM -> isCount() ? Slot.counts(slotName, dimensions) : Slot.floatSums(slotName, dimensions);
            case MIN -> Slot.min(slotName, dimensions);
            case MAX -> Slot.max(slotName, dimensions);
        };
    }

    /** Adds what rows add to an element; a multiplicity below zero takes it back. */
    void add(Cells cells, int row, int slot, int index, double value, long multiplicity) {
        if (isCount()) {
            cells.count(row, slot, index, multiplicity * (long) value);
        } else if (reduction == Reduction.SUM) {
            cells.add(row, slot, index, multiplicity * value);
        } else if (value != reduction.identity()) {
            cells.extremum(row, slot, index, value, multiplicity);
        }
    }

    /** All elements, as the module is given them. */
    double[] read(Memory memory, int slot) {
        double[] values = new double[size()];
        for (int i = 0; i < values.length; i++) {
            if (isCount()) {
                values[i] = memory.count(slot, i);
            } else if (reduction == Reduction.SUM) {
                values[i] = memory.floatSum(slot, i);
            } else {
                values[i] = memory.hasExtremum(slot, i) ? memory.extremum(slot, i) : reduction.identity();
            }
        }
        return values;
    }

    private boolean isCount() {
        return type == DataType.INT64;
    }

    @Override
    public String toString() {
        return "'" + name + "', " + word(type) + shape;
    }

    static String word(DataType type) {
        return type.name().toLowerCase(Locale.ROOT);
    }
}
