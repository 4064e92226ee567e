package io.evalstream.metrics.classification;

import io.evalstream.metrics.metric.Arguments;
import io.evalstream.metrics.metric.Confidence;
import io.evalstream.metrics.metric.Metric;
import io.evalstream.metrics.metric.MetricDefinition;
import io.evalstream.metrics.metric.Parameter;
import io.evalstream.metrics.metric.Value;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How often a prediction is wrong, or right, as a whole. */
final class ZeroOne {

    private static final Parameter NORMALIZE =
            Parameter.flag("normalize", true, "false for the number of elements instead of their share");

    private static final Description LOSS = new Description(
            "zero_one_loss",
            "",
            "zero_one_loss",
            false,
            "How many of the predictions are wrong; of several labels, how many have a wrong one.",
            "wrong / all",
            "no element is counted");

    private ZeroOne() {}

    static List<MetricDefinition> definitions() {
        List<Parameter> own = List.of(NORMALIZE, Confidence.WILSON);
        List<Parameter> binary = Options.join(own, BinaryClassification.LABELS);
        List<Parameter> multiclass =
                Options.join(own, List.of(Options.NUM_CLASSES.mustBeGiven(), Options.IGNORE_INDEX, Options.INPUT));
        return List.of(
                LOSS.of(Task.BINARY, binary, ZeroOne::binary),
                LOSS.of(Task.MULTICLASS, multiclass, ZeroOne::multiclass),
                LOSS.of(
                        Task.MULTILABEL,
                        Options.join(binary, List.of(Options.NUM_LABELS.mustBeGiven())),
                        ZeroOne::multilabel),
                LOSS.dispatching(
                        Map.of(
                                Task.BINARY, ZeroOne::binary,
                                Task.MULTICLASS, ZeroOne::multiclass,
                                Task.MULTILABEL, ZeroOne::multilabel),
                        Options.join(binary, List.of(Options.NUM_CLASSES, Options.NUM_LABELS))),
                MetricDefinition.of("top_k_accuracy", ZeroOne::topK)
                        .scikitLearn("top_k_accuracy_score")
                        .summary("How often the true class is among the k with the highest scores.")
                        .formula("right / all; of equal scores the lower class comes first")
                        .undefinedWhen("no element is counted")
                        .parameters(List.of(
                                Parameter.integer("k", 2, "how many of the highest scores")
                                        .atLeast(1),
                                NORMALIZE,
                                Options.NUM_CLASSES.mustBeGiven(),
                                Options.IGNORE_INDEX,
                                Options.SCORES,
                                Confidence.WILSON)));
    }

    private static Metric binary(Arguments arguments) {
        return metric(arguments, BinaryClassification.confusion(arguments), true);
    }

    private static Metric multiclass(Arguments arguments) {
        return metric(arguments, new MicroCounts(ClassColumns.of(arguments), 1), true);
    }

    private static Metric multilabel(Arguments arguments) {
        return metric(arguments, new LabelMatches(LabelColumns.multilabel(arguments)), true);
    }

    private static Metric topK(Arguments arguments) {
        int k = arguments.integer("k");
        int classes = arguments.integer("num_classes");
        if (k > classes) {
            throw arguments.refuse("'k' is " + k + "; expected at most num_classes, which is " + classes);
        }
        return metric(arguments, new MicroCounts(ClassColumns.of(arguments), k), false);
    }

    private static Metric metric(Arguments arguments, CountStatistic counts, boolean wrong) {
        boolean share = arguments.flag("normalize");
        Confidence confidence = Confidence.of(arguments);
        if (confidence != null && !share) {
            throw arguments.refuse(
                    "'confidence' is given and 'normalize' is false; a number of elements has no interval"
                            + " in closed form, so give confidence: null, or normalize: true");
        }
        return Metric.of(
                arguments.metric(),
                counts,
                !wrong,
                memory -> value(counts, memory.counts(0), wrong, share, confidence));
    }

    private static Value value(
            CountStatistic counts, long[] words, boolean wrong, boolean share, @Nullable Confidence confidence) {
        Outcome of = counts.outcomes(words).get(0);
        // With one outcome for all classes a wrong element is a false positive of one and a false negative of another.
        long right = counts instanceof MicroCounts ? of.tp() : of.tp() + of.tn();
        long all = counts instanceof MicroCounts ? of.actual() : of.total();
        long counted = wrong ? all - right : right;
        if (!share) {
            return Value.scalar((double) counted);
        }
        double value = (double) counted / all;
        return Value.scalar(value, confidence == null ? null : confidence.wilson(value, all));
    }
}
