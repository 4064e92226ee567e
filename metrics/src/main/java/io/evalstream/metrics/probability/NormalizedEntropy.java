package io.evalstream.metrics.probability;

import io.evalstream.metrics.metric.Arguments;
import io.evalstream.metrics.metric.Metric;
import io.evalstream.metrics.metric.MetricDefinition;
import io.evalstream.metrics.metric.Value;
import io.evalstream.metrics.state.Memory;
import java.util.List;

/** The log loss relative to that of always predicting the share of positives. */
final class NormalizedEntropy {

    /** What torcheval keeps the share of positives away from 0 and 1 by. */
    private static final double LEAST_SHARE = 0x1p-52;

    private NormalizedEntropy() {}

    static MetricDefinition definition() {
        return MetricDefinition.of("binary_normalized_entropy", NormalizedEntropy::metric)
                .summary("Log loss relative to that of always predicting the share of positives; below 1 is better.")
                .formula(
                        "(Σ −w·log(p) / Σ w) / −(r·log(r) + (1 − r)·log(1 − r)) for the probability p of what happened,"
                                + " its logarithm at least −100, and the share r of the positives in the weight, kept within"
                                + " [2^−52, 1 − 2^−52] (He et al. 2014; torcheval's BinaryNormalizedEntropy)")
                .undefinedWhen("the weights add up to zero")
                .parameters(List.of(Columns.IGNORE_INDEX, Columns.INPUT));
    }

    private static Metric metric(Arguments arguments) {
        LossSums sums = new LossSums(Columns.binary(arguments), Loss.BOUNDED_LOG);
        return Metric.of(arguments.metric(), sums, false, memory -> Value.scalar(read(sums, memory)));
    }

    private static double read(LossSums sums, Memory memory) {
        double share = LossSums.weight(memory, 1).dividedBy(sums.weight(memory));
        double kept = Math.max(LEAST_SHARE, Math.min(1 - LEAST_SHARE, share));
        double entropy = -(kept * StrictMath.log(kept) + (1 - kept) * StrictMath.log(1 - kept));
        return sums.mean(memory) / entropy;
    }
}
