package io.evalstream.metrics.golden;

import io.evalstream.metrics.laws.Fold;
import io.evalstream.metrics.metric.MetricSet;
import io.evalstream.metrics.metric.PlanException;
import io.evalstream.metrics.state.State;
import java.util.ArrayList;
import java.util.Map;

/** A case that gives no range of the images where one is required. */
record RangelessCase(CaseMetric metric, CaseJudge judge) {

    static boolean isOne(CaseMetric metric) {
        return BatchRange.isMissing(metric.golden().args(), metric.golden().metric(), metric.catalogue());
    }

    /** Without a range the plan is refused; with that of each batch, which TorchMetrics takes, the values must be the same. */
    Verdict run() {
        GoldenCase golden = metric.golden();
        if (!isRefused(golden.args())) {
            return new Verdict.Failed("expected a plan without a range to be refused, but it was taken");
        }
        byte[] sum = {};
        String difference = null;
        for (int i = 0; i < metric.batches().size() && difference == null; i++) {
            MetricSet set =
                    metric.set(BatchRange.in(golden.args(), metric.batches().get(i)), null);
            State state = Fold.of(set, metric.events(set, i, new ArrayList<>()));
            difference = judge.agreement()
                    .difference(CaseMetric.compute(set, state), golden.steps().get(i));
            if (sum.length > 0) {
                // The layouts differ in nothing but the range in the names of their slots, so the bytes fit.
                state.mergeBytes(sum);
            }
            sum = state.toBytes();
            if (difference == null && i == metric.batches().size() - 1) {
                difference = judge.agreement()
                        .difference(CaseMetric.compute(set, state), golden.merged(), golden.mergedInDouble());
            }
        }
        return difference == null
                ? new Verdict.Differs("TorchMetrics takes the range of the images from each batch; a plan must give it")
                : new Verdict.Failed("with the ranges of the batches:" + difference);
    }

    private boolean isRefused(Map<String, Object> args) {
        try {
            metric.set(args, null);
            return false;
        } catch (PlanException refused) {
            return true;
        }
    }
}
