package io.evalstream.jobs.publish;

/** In which order, and how fast, rows are published. */
public sealed interface Order {

    /** By event time, as fast as the broker takes them. */
    record FullSpeed() implements Order {}

    /**
     * By event time, each as long after the first as it was, divided by the speed-up.
     *
     * @param speedUp how many times faster than the events happened
     */
    record EventTime(double speedUp) implements Order {
        public EventTime {
            if (!(speedUp > 0) || Double.isInfinite(speedUp)) {
                throw new IllegalArgumentException("the speed-up is " + speedUp
                        + "; expected a number above 0, such as 60 for a minute in a second");
            }
        }
    }

    /** In an order that has nothing to do with time, the same for the same seed; all rows are held in memory. */
    record Shuffled(long seed) implements Order {}
}
