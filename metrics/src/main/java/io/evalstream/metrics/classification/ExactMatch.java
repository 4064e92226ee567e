package io.evalstream.metrics.classification;

import io.evalstream.metrics.metric.Arguments;
import io.evalstream.metrics.metric.Metric;
import io.evalstream.metrics.metric.MetricDefinition;
import io.evalstream.metrics.metric.Parameter;
import java.util.List;

/** How often everything is right at once. */
final class ExactMatch {

    static final Description DESCRIPTION = new Description(
            "exact_match",
            "ExactMatch",
            "",
            true,
            "How often all elements of a row, or all labels of an element, are right.",
            "matches / all; an ignored element is right whatever was predicted",
            "never: nothing to match is 0");

    private static final List<Parameter> COMMON =
            List.of(Options.MULTIDIM_AVERAGE, Options.IGNORE_INDEX, Options.INPUT, Options.MAX_DISTINCT);

    private ExactMatch() {}

    static List<MetricDefinition> definitions() {
        return List.of(
                DESCRIPTION.of(
                        Task.MULTICLASS,
                        Options.join(List.of(Options.NUM_CLASSES.mustBeGiven()), COMMON),
                        ExactMatch::multiclass),
                DESCRIPTION.of(
                        Task.MULTILABEL,
                        Options.join(List.of(Options.NUM_LABELS.mustBeGiven(), Options.THRESHOLD), COMMON),
                        ExactMatch::multilabel));
    }

    static Metric multiclass(Arguments arguments) {
        return metric(arguments, new ClassMatches(ClassColumns.of(arguments)));
    }

    static Metric multilabel(Arguments arguments) {
        return metric(arguments, new LabelMatches(LabelColumns.multilabel(arguments)));
    }

    private static Metric metric(Arguments arguments, CountStatistic matches) {
        OutcomeReading reading = of -> {
            Outcome match = of.get(0);
            return new double[] {CountScore.ratio(match.tp(), match.actual(), 0)};
        };
        return reading.overOrSamplewise(arguments, matches, true);
    }
}
