package io.evalstream.metrics.aggregation;

import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Cells;
import io.evalstream.metrics.batch.Requirement;
import io.evalstream.metrics.batch.Statistic;
import io.evalstream.metrics.metric.Arguments;
import io.evalstream.metrics.metric.Metric;
import io.evalstream.metrics.metric.MetricDefinition;
import io.evalstream.metrics.metric.Parameter;
import io.evalstream.metrics.metric.Value;
import io.evalstream.metrics.state.Memory;
import io.evalstream.metrics.state.Slot;
import java.util.List;

/**
 * How many rows came in each interval of event time. Intervals, not the first and last time: a row that is retracted takes
 * itself away, so that the span shrinks again.
 *
 * @param millis length of an interval
 * @param cap largest number of intervals
 */
record Throughput(long millis, int cap) implements Statistic {

    private static final int INTERVALS = 0;
    private static final double MILLIS = 1000;

    static MetricDefinition definition() {
        return MetricDefinition.of("throughput", Throughput::metric)
                .summary("Predictions per second of the event time that they span.")
                .formula(
                        "predictions / ((last − first + 1)·resolution), for the numbers first and last of the intervals of event"
                                + " time, of `resolution` seconds each, that hold one. torcheval's Throughput divides by the time"
                                + " that processing took, which a replay would not repeat")
                .undefinedWhen("more intervals than `max_distinct` hold rows")
                .parameters(List.of(
                        Parameter.number("resolution", 1.0, "length of an interval in seconds, whole milliseconds")
                                .within(0.001, 86_400),
                        Parameter.integer("max_distinct", 1 << 20, "largest number of intervals")
                                .atLeast(1)));
    }

    private static Metric metric(Arguments arguments) {
        double millis = arguments.number("resolution") * MILLIS;
        if (millis != Math.rint(millis)) {
            throw arguments.refuse("'resolution' is " + arguments.number("resolution")
                    + "; expected a whole number of milliseconds, such as 0.5");
        }
        Throughput throughput = new Throughput((long) millis, arguments.integer("max_distinct"));
        return Metric.of(arguments.metric(), throughput, true, throughput::read);
    }

    @Override
    public List<Slot> slots() {
        return List.of(Slot.sparse("intervals", 1, cap));
    }

    @Override
    public List<Requirement> requirements() {
        return List.of();
    }

    @Override
    public void update(Batch batch, Cells cells) {
        for (int row = 0; row < batch.size(); row++) {
            if (batch.multiplicity(row) != 0) {
                cells.map(row, INTERVALS).add(Math.floorDiv(batch.time(row), millis), batch.multiplicity(row));
            }
        }
    }

    private Value read(Memory memory) {
        long[] seen = {Long.MAX_VALUE, Long.MIN_VALUE, 0};
        memory.map(INTERVALS).forEach((key, from, count) -> {
            if (count > 0) {
                seen[0] = Math.min(seen[0], key[from]);
                seen[1] = Math.max(seen[1], key[from]);
                seen[2] += count;
            }
        });
        if (seen[2] == 0) {
            return Value.undefined(Value.Code.EMPTY, "every row was retracted");
        }
        return Value.scalar(seen[2] * MILLIS / ((seen[1] - seen[0] + 1) * (double) millis));
    }
}
