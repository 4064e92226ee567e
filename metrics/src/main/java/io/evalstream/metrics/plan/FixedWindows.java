package io.evalstream.metrics.plan;

/**
 * Windows of one size, aligned to the epoch: tumbling where the step is the size, sliding where it is less, cumulative
 * where they grow by the step from a common start.
 *
 * @param size milliseconds of a full window
 * @param step milliseconds between two successive ends
 * @param grow whether windows share a start until they have the full size
 */
record FixedWindows(long size, long step, boolean grow) implements WindowTimes {

    @Override
    public long firstEnd(long pane) {
        return Math.floorDiv(pane, step) * step + step;
    }

    @Override
    public long lastEnd(long pane) {
        return grow ? Math.floorDiv(pane, size) * size + size : Math.floorDiv(pane, step) * step + size;
    }

    @Override
    public long nextEnd(long end) {
        return end + step;
    }

    @Override
    public long start(long end) {
        return grow ? Math.floorDiv(end - 1, size) * size : end - size;
    }

    @Override
    public Stretch earlier(long end, int windows) {
        return new Stretch(start(end) - windows * size, end - windows * size);
    }

    @Override
    public long later(long end, int windows) {
        return end + windows * size;
    }
}
