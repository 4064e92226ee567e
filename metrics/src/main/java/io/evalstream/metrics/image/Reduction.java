package io.evalstream.metrics.image;

import io.evalstream.metrics.batch.Statistic;
import io.evalstream.metrics.metric.Arguments;
import io.evalstream.metrics.metric.Metric;
import io.evalstream.metrics.metric.Parameter;
import io.evalstream.metrics.metric.Value;
import io.evalstream.metrics.state.Dyadic;
import io.evalstream.metrics.state.Memory;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of the numbers of the rows: they are averaged, added up or listed.
 *
 * @param how the argument's word
 * @param unit the weight of a row that counts as one
 * @param cap largest number of entries of a list
 */
record Reduction(String how, double unit, int cap) {

    private static final String NAME = "reduction";
    private static final String MEANING = "what becomes of the numbers of the rows";

    /** The words of most metrics of images. */
    static final Parameter PARAMETER =
            Parameter.choice(NAME, "elementwise_mean", MEANING, "elementwise_mean", "sum", "none");

    /** The words of the others. */
    static Parameter words(String fallback, String... words) {
        return Parameter.choice(NAME, fallback, MEANING, words);
    }

    static Reduction of(Arguments arguments) {
        return new Reduction(
                Objects.requireNonNullElse(arguments.textOrNull(NAME), "none"),
                arguments.unit(),
                arguments.integer(TermList.MAX_DISTINCT.name()));
    }

    /** A metric that has numbers for each row and nothing else. */
    static Metric metric(Arguments arguments, ImageTerm term, @Nullable Boolean higherIsBetter) {
        Reduction reduction = of(arguments);
        return Metric.of(arguments.metric(), reduction.statistic(term), higherIsBetter, reduction::read);
    }

    /** What must be remembered of the numbers. */
    Statistic statistic(ImageTerm term) {
        return how.equals("none") ? new TermList(term, cap) : new TermSum(term);
    }

    Value read(Memory memory) {
        return switch (how) {
            case "none" -> TermList.read(memory);
            case "sum" ->
                Value.scalar(memory.sum(TermSum.SUM).times(Dyadic.of(unit)).doubleValue());
            default -> Value.scalar(memory.sum(TermSum.SUM).dividedBy(memory.count(TermSum.COUNT)));
        };
    }

    /** The same of numbers that are read already: one for each band. */
    Value of(double[] numbers) {
        double sum = 0;
        for (double number : numbers) {
            sum += number;
        }
        return switch (how) {
            case "none" -> Value.vector(numbers);
            case "sum" -> Value.scalar(sum);
            default -> Value.scalar(sum / numbers.length);
        };
    }
}
