package io.evalstream.metrics.drift;

import io.evalstream.metrics.metric.Arguments;
import io.evalstream.metrics.metric.DurationText;
import io.evalstream.metrics.metric.Metric;
import io.evalstream.metrics.metric.Parameter;
import io.evalstream.metrics.metric.Span;
import io.evalstream.metrics.metric.Value;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** What a window is compared with. */
final class Reference {

    static final Parameter PARAMETER = Parameter.of(
            "reference",
            Parameter.Type.ANY,
            "previous_window",
            "what a window is compared with: `previous_window`; the same stretch of time so much earlier, such as `7d`; or"
                    + " `{file: baseline.json}`, which `evalstream baseline` writes, beside the plan file");

    private static final String PREVIOUS = "previous_window";

    private Reference() {}

    /** A metric that compares a distribution with its reference. */
    static Metric metric(
            Arguments arguments,
            Distribution distribution,
            @Nullable Boolean higherIsBetter,
            BiFunction<Tally, Tally, Value> comparison) {
        if (arguments.get("reference") instanceof Map<?, ?> map) {
            Object baseline = map.get("baseline");
            if (baseline == null) {
                throw arguments.refuse("'reference' is " + map + "; a plan that is no file has its baseline within it,"
                        + " as `reference: {baseline: ...}` with what `evalstream baseline` writes");
            }
            Tally fixed = Baseline.read(baseline, distribution, arguments);
            return Metric.of(
                    arguments.metric(),
                    distribution,
                    higherIsBetter,
                    memory -> comparison.apply(Tally.of(memory), fixed));
        }
        return Metric.ofSpans(
                arguments.metric(),
                List.of(new Metric.Read(distribution, Span.window()), new Metric.Read(distribution, span(arguments))),
                higherIsBetter,
                memories -> comparison.apply(Tally.of(memories.get(0)), Tally.of(memories.get(1))));
    }

    private static Span span(Arguments arguments) {
        String text = String.valueOf(arguments.get("reference"));
        if (text.equals(PREVIOUS)) {
            return new Span.Previous(1);
        }
        Duration by = DurationText.parse(text).orElse(Duration.ZERO);
        if (by.isZero()) {
            throw arguments.refuse("'reference' is '" + text + "'; expected " + PREVIOUS
                    + ", a positive duration such as" + " 7d, or {file: baseline.json}");
        }
        return new Span.Earlier(by);
    }
}
