package io.evalstream.metrics.classification;

import io.evalstream.metrics.metric.Arguments;
import io.evalstream.metrics.metric.Metric;
import io.evalstream.metrics.metric.Value;
import io.evalstream.metrics.state.Memory;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Numbers read from the outcomes of each class; how many there are depends on the number of classes alone. */
@FunctionalInterface
interface OutcomeReading {

    double[] read(List<Outcome> classes);

    /** A metric with one value over all elements. */
    default Metric over(Arguments arguments, CountStatistic counts, @Nullable Boolean higherIsBetter, int... shape) {
        return Metric.of(
                arguments.metric(),
                counts,
                higherIsBetter,
                memory -> value(shape, read(counts.outcomes(memory.counts(0)))));
    }

    /** A metric with one value over all elements, or one for each row where {@code multidim_average} says so. */
    default Metric overOrSamplewise(
            Arguments arguments, CountStatistic counts, @Nullable Boolean higherIsBetter, int... shape) {
        if (arguments.text("multidim_average").equals("global")) {
            return over(arguments, counts, higherIsBetter, shape);
        }
        Samplewise rows = new Samplewise(counts, arguments.integer("max_distinct"));
        return Metric.of(arguments.metric(), rows, higherIsBetter, memory -> samplewise(rows, memory, shape));
    }

    private Value samplewise(Samplewise statistic, Memory memory, int[] shape) {
        List<List<Outcome>> rows = statistic.rows(memory);
        if (rows.isEmpty()) {
            return Value.undefined(Value.Code.EMPTY, "every row was retracted");
        }
        int[] stacked = new int[shape.length + 1];
        stacked[0] = rows.size();
        System.arraycopy(shape, 0, stacked, 1, shape.length);
        return new Value.Tensor(
                stacked,
                rows.stream()
                        .map(this::read)
                        .flatMapToDouble(java.util.Arrays::stream)
                        .toArray());
    }

    private static Value value(int[] shape, double[] numbers) {
        return shape.length == 0 ? Value.scalar(numbers[0]) : new Value.Tensor(shape, numbers);
    }
}
