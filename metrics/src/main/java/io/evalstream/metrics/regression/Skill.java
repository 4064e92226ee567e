package io.evalstream.metrics.regression;

import io.evalstream.metrics.batch.DataType;
import io.evalstream.metrics.metric.Arguments;
import io.evalstream.metrics.metric.Metric;
import io.evalstream.metrics.metric.MetricDefinition;
import io.evalstream.metrics.metric.Parameter;
import io.evalstream.metrics.metric.Value;
import io.evalstream.metrics.state.Dyadic;
import io.evalstream.metrics.state.ExactSum;
import io.evalstream.metrics.state.Memory;
import java.util.List;

/**
 * How much of the loss of the best constant prediction is done away with: D², which R² is for squared errors. The constant
 * is found from the distinct targets when it is read, so nothing is approximated.
 */
final class Skill {

    private static final Outputs ONE = new Outputs.One();

    private Skill() {}

    static List<MetricDefinition> definitions() {
        return List.of(
                MetricDefinition.of("d2_absolute_error_score", arguments -> pinball(arguments, 0.5))
                        .scikitLearn("d2_absolute_error_score")
                        .summary("How much of the absolute error of always predicting the median is done away with.")
                        .formula(
                                "1 − Σ|p − t| / Σ|t − median|; where all targets are equal, 1 if every one was predicted"
                                        + " and 0 if not")
                        .undefinedWhen("there is one row only; there are more distinct targets than `max_distinct`")
                        .parameters(List.of(ErrorMetrics.NUM_OUTPUTS, RowMetrics.MAX_DISTINCT))
                        .takesWeights(),
                MetricDefinition.of("d2_pinball_score", arguments -> pinball(arguments, arguments.number("alpha")))
                        .scikitLearn("d2_pinball_score")
                        .summary("How much of the pinball loss of always predicting the quantile is done away with.")
                        .formula("1 − Σ L(p, t) / Σ L(q, t) for the pinball loss L, where q is the targets' quantile α:"
                                + " the one of rank α·(n − 1) from 0, on the line between neighbours; with weights, the"
                                + " smallest target up to which there is a share α of the weight. Where the divisor is"
                                + " 0, 1 if every target was predicted and 0 if not")
                        .undefinedWhen("there is one row only; there are more distinct targets than `max_distinct`")
                        .parameters(List.of(OrderMetrics.ALPHA, ErrorMetrics.NUM_OUTPUTS, RowMetrics.MAX_DISTINCT))
                        .takesWeights(),
                MetricDefinition.of("d2_tweedie_score", Skill::tweedie)
                        .scikitLearn("d2_tweedie_score")
                        .summary("How much of the Tweedie deviance of always predicting the mean is done away with.")
                        .formula("1 − Σ d(p, t) / Σ d(m, t) for the unit deviance d of tweedie_deviance_score and the"
                                + " targets' mean m")
                        .undefinedWhen(
                                "all targets are equal; there is one row only; the mean is not positive where the"
                                        + " power is not 0; there are more distinct targets than `max_distinct`")
                        .parameters(List.of(
                                Parameter.number(
                                        "power",
                                        0.0,
                                        "0 normal, 1 Poisson, between 1 and 2 compound Poisson, 2 gamma, 3 inverse"
                                                + " Gaussian; not between 0 and 1"),
                                RowMetrics.MAX_DISTINCT))
                        .takesWeights());
    }

    private static Metric pinball(Arguments arguments, double alpha) {
        Outputs outputs = OrderMetrics.outputs(arguments);
        return new Metric(
                arguments.metric(),
                List.of(new TermSum(new Term.Pinball(alpha), outputs), targets(arguments, outputs)),
                memories -> pinball(memories.get(0), memories.get(1), outputs, alpha, arguments.weighted()),
                true);
    }

    private static Value pinball(Memory losses, Memory targets, Outputs outputs, double alpha, boolean weighted) {
        double[] skills = new double[outputs.width()];
        for (int output = 0; output < skills.length; output++) {
            Distinct.Numbers numbers = Distinct.read(targets, output);
            if (numbers.total() < 2 && !weighted) {
                return tooFew(numbers);
            }
            Dyadic loss = losses.sum(TermSum.SUM, output);
            // Between neighbours there is nothing where rows are not counted; any quantile has the same, the least,
            // loss.
            Dyadic quantile = weighted ? numbers.reaching(alpha) : numbers.quantile(alpha);
            Dyadic ofConstant = lossOfQuantile(numbers, quantile, alpha);
            skills[output] = ofConstant.signum() == 0
                    ? loss.signum() == 0 ? 1 : 0
                    : ofConstant.minus(loss).dividedBy(ofConstant);
        }
        return outputs.value(skills);
    }

    /** Without rounding: the numbers below the quantile, and those above, enter by their sums. */
    private static Dyadic lossOfQuantile(Distinct.Numbers numbers, Dyadic quantile, double alpha) {
        int below = 0;
        long belowCount = 0;
        while (below < numbers.values().length
                && Dyadic.of(numbers.values()[below]).compareTo(quantile) < 0) {
            belowCount += numbers.counts()[below++];
        }
        Dyadic under = quantile.times(belowCount).minus(numbers.sum(0, below));
        Dyadic over = numbers.sum(below, numbers.values().length).minus(quantile.times(numbers.total() - belowCount));
        return under.times(Dyadic.of(1 - alpha)).plus(over.times(Dyadic.of(alpha)));
    }

    private static Metric tweedie(Arguments arguments) {
        double power = arguments.number("power");
        if (power > 0 && power < 1) {
            throw arguments.refuse("'power' is " + power + "; there is no Tweedie distribution of a power between 0 and"
                    + " 1, expected 0, or 1 and more, or a negative number");
        }
        PairStatistic errors = power == 0 ? new SquaredError(ONE) : new TermSum(new Term.Deviance(power), ONE);
        return new Metric(
                arguments.metric(),
                List.of(errors, targets(arguments, ONE)),
                memories -> {
                    Distinct.Numbers numbers = Distinct.read(memories.get(1), 0);
                    // Both statistics keep their sum in the same slot.
                    return numbers.total() < 2 && !arguments.weighted()
                            ? tooFew(numbers)
                            : tweedie(memories.get(0).sum(TermSum.SUM), numbers, power);
                },
                true);
    }

    private static Value tweedie(Dyadic deviance, Distinct.Numbers targets, double power) {
        if (power == 0) {
            Dyadic spread = spread(targets);
            return Value.scalar(spread.minus(deviance.times(targets.total())).dividedBy(spread));
        }
        double mean = targets.sum().dividedBy(targets.total());
        if (!(mean > 0)) {
            return Value.undefined(
                    Value.Code.DEGENERATE, "the targets' mean is " + mean + ", which has no deviance of this power");
        }
        Term.Deviance term = new Term.Deviance(power);
        ExactSum ofMean = new ExactSum();
        for (int i = 0; i < targets.values().length; i++) {
            ofMean.addProduct(term.of(mean, targets.values()[i], DataType.FLOAT64), (double) targets.counts()[i], 1);
        }
        if (!ofMean.isFinite()) {
            return Value.undefined(Value.Code.NON_FINITE, "the deviance from the mean has " + ofMean.nonFiniteTerms());
        }
        Dyadic whole = ofMean.value();
        return Value.scalar(whole.minus(deviance).dividedBy(whole));
    }

    /** n times the sum of squares around the mean: n·Σt² − (Σt)², which needs no rounding. */
    private static Dyadic spread(Distinct.Numbers targets) {
        Dyadic squares = Dyadic.ZERO;
        for (int i = 0; i < targets.values().length; i++) {
            squares = squares.plus(Dyadic.of(targets.values()[i]).squared().times(targets.counts()[i]));
        }
        return squares.times(targets.total()).minus(targets.sum().squared());
    }

    private static Distinct targets(Arguments arguments, Outputs outputs) {
        return new Distinct(Distinct.Of.TARGET, outputs, arguments.integer("max_distinct"));
    }

    private static Value tooFew(Distinct.Numbers numbers) {
        return Value.undefined(Value.Code.TOO_FEW, "there is no skill of " + numbers.total() + " rows; it takes two");
    }
}
