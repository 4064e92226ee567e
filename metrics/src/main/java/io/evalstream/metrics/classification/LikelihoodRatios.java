package io.evalstream.metrics.classification;

import io.evalstream.metrics.metric.Arguments;
import io.evalstream.metrics.metric.Metric;
import io.evalstream.metrics.metric.MetricDefinition;
import io.evalstream.metrics.metric.Value;
import io.evalstream.metrics.state.Dyadic;
import java.util.LinkedHashMap;
import java.util.Map;

/** By how much a prediction changes the odds that an element is positive. */
final class LikelihoodRatios {

    private LikelihoodRatios() {}

    static MetricDefinition definition() {
        return MetricDefinition.of("binary_class_likelihood_ratios", LikelihoodRatios::metric)
                .scikitLearn("class_likelihood_ratios")
                .summary("By what factor a positive, and a negative, prediction changes the odds of being positive.")
                .formula("LR+ = (tp / (tp + fn)) / (fp / (fp + tn)); LR- = (fn / (tp + fn)) / (tn / (fp + tn))")
                .undefinedWhen("nothing is positive; for LR+, no negative was predicted positive; for LR-, no negative"
                        + " was predicted negative. Each ratio is undefined on its own")
                .parameters(BinaryClassification.LABELS)
                .takesWeights();
    }

    private static Metric metric(Arguments arguments) {
        BinaryClassification.Confusion confusion = BinaryClassification.confusion(arguments);
        return Metric.of(
                arguments.metric(),
                confusion,
                null,
                memory -> read(confusion.outcomes(memory.counts(0)).get(0)));
    }

    private static Value read(Outcome of) {
        long negatives = of.fp() + of.tn();
        Map<String, Value> ratios = new LinkedHashMap<>();
        ratios.put("positive", ratio(of.tp(), of.fp(), of.actual(), negatives));
        ratios.put("negative", ratio(of.fn(), of.tn(), of.actual(), negatives));
        return new Value.Named(ratios);
    }

    /** (a / positives) / (b / negatives), as one quotient of whole numbers. */
    private static Value ratio(long a, long b, long positives, long negatives) {
        if (positives == 0) {
            return Value.undefined(Value.Code.DEGENERATE, "no element is positive");
        }
        return Value.scalar(Dyadic.of(a).times(negatives).dividedBy(Dyadic.of(b).times(positives)));
    }
}
