package io.evalstream.jobs.tensorboard;

import java.util.Arrays;

/** The points of one tag, one for each step, in the order of steps. Kept in arrays, since a run may have millions. */
final class Curve {
    private static final int FIRST_SIZE = 16;

    private long[] steps = new long[FIRST_SIZE];
    private double[] wallTimes = new double[FIRST_SIZE];
    private float[] values = new float[FIRST_SIZE];
    private int size;

    int size() {
        return size;
    }

    long step(int index) {
        return steps[index];
    }

    double wallTime(int index) {
        return wallTimes[index];
    }

    float value(int index) {
        return values[index];
    }

    /** The index of the first point at this step or after it. */
    int from(long step) {
        int found = Arrays.binarySearch(steps, 0, size, step);
        return found >= 0 ? found : -found - 1;
    }

    /** Adds a point, or replaces the one at its step; whether anything changed. */
    boolean put(long step, double wallTime, float value) {
        int index = from(step);
        if (index == size || steps[index] != step) {
            insert(index);
        } else if (Float.floatToIntBits(values[index]) == Float.floatToIntBits(value)) {
            return false;
        }
        steps[index] = step;
        wallTimes[index] = wallTime;
        values[index] = value;
        return true;
    }

    /** Takes the point at a step away; whether there was one. */
    boolean remove(long step) {
        int index = from(step);
        if (index == size || steps[index] != step) {
            return false;
        }
        int after = size - index - 1;
        System.arraycopy(steps, index + 1, steps, index, after);
        System.arraycopy(wallTimes, index + 1, wallTimes, index, after);
        System.arraycopy(values, index + 1, values, index, after);
        size--;
        return true;
    }

    private void insert(int index) {
        if (size == steps.length) {
            int larger = size + (size >> 1);
            steps = Arrays.copyOf(steps, larger);
            wallTimes = Arrays.copyOf(wallTimes, larger);
            values = Arrays.copyOf(values, larger);
        }
        int after = size - index;
        System.arraycopy(steps, index, steps, index + 1, after);
        System.arraycopy(wallTimes, index, wallTimes, index + 1, after);
        System.arraycopy(values, index, values, index + 1, after);
        size++;
    }
}
