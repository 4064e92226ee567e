package io.evalstream.metrics.drift;

import io.evalstream.metrics.metric.Arguments;
import io.evalstream.metrics.metric.Metric;
import io.evalstream.metrics.metric.MetricDefinition;
import io.evalstream.metrics.metric.MetricFamily;
import io.evalstream.metrics.metric.Parameter;
import io.evalstream.metrics.metric.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Drift metrics, and views of predictions that need no label. All of them count every prediction, labelled or not. */
public final class DriftFamily implements MetricFamily {

    private static final int MOST_CATEGORIES = 10_000;

    private static final Parameter CATEGORIES = Parameter.integer(
                    "max_categories", MOST_CATEGORIES, "largest number of categories in a window")
            .atLeast(1);

    private static final Parameter SMOOTHING = Parameter.number(
                    "smoothing",
                    0.5,
                    "what is added to the count of every bin, so that an empty one does not make the value infinite")
            .atLeast(0);

    private static final String BINS_IN_WORDS = " over bins that hold p_i of the window and q_i of the reference; bins"
            + " empty in both are left out, and predictions without a value are one more bin";

    @Override
    public String name() {
        return "drift";
    }

    @Override
    public List<MetricDefinition> metrics() {
        return List.of(
                binned("drift_psi", DriftFamily::stability, SMOOTHING)
                        .summary("Population stability index; 0 where nothing has changed.")
                        .formula("Σ (p_i − q_i) ln(p_i / q_i)" + BINS_IN_WORDS
                                + " (Siddiqi, Credit Risk Scorecards, Wiley 2006)")
                        .undefinedWhen("a bin is empty on one side and `smoothing` is 0"),
                binned("drift_kl", DriftFamily::kullbackLeibler, SMOOTHING)
                        .summary("Divergence of Kullback and Leibler of the window from the reference, in nats.")
                        .formula("Σ p_i ln(p_i / q_i)" + BINS_IN_WORDS
                                + " (Kullback and Leibler, On information and sufficiency, 1951)")
                        .undefinedWhen("the reference lacks a bin and `smoothing` is 0"),
                binned("drift_js", arguments -> compared(arguments, Distances::jensenShannon))
                        .summary("Divergence of Jensen and Shannon, in nats: from 0 to ln 2.")
                        .formula("½ Σ p_i ln(p_i / m_i) + ½ Σ q_i ln(q_i / m_i) with m_i = (p_i + q_i) / 2"
                                + BINS_IN_WORDS + " (Lin, Divergence measures based on the Shannon entropy, 1991)"),
                binned("drift_hellinger", arguments -> compared(arguments, Distances::hellinger))
                        .summary("Distance of Hellinger, from 0 to 1.")
                        .formula("√(½ Σ (√p_i − √q_i)²)" + BINS_IN_WORDS),
                binned(
                                "drift_chi2",
                                DriftFamily::chiSquared,
                                Parameter.choice("value", "statistic", "what is reported", "statistic", "p_value"))
                        .summary("Pearson's chi-squared test of whether window and reference have one distribution.")
                        .formula("Σ (observed − expected)² / expected over the table of window and reference by bin,"
                                + " without correction; its degrees of freedom are the bins less one. Predictions without"
                                + " a value are one more bin")
                        .undefinedWhen("all values are in one bin"),
                MetricDefinition.of("drift_ks", DriftFamily::kolmogorovSmirnov)
                        .summary("Distance of Kolmogorov and Smirnov of numbers, from 0 to 1.")
                        .formula("max |F(x) − G(x)| at the bounds of buckets that are 1/64 of a power of two wide;"
                                + " predictions without a value are left out")
                        .undefinedWhen("no prediction of one side has a value")
                        .parameters(with(Watched.PARAMETERS, Reference.PARAMETER)),
                MetricDefinition.of("drift_wasserstein", DriftFamily::wasserstein)
                        .summary("Distance of Wasserstein (earth mover's) of numbers, in their unit.")
                        .formula(
                                "∫ |F(x) − G(x)| dx with every value at the middle of its bucket, which is within 1/128 of"
                                        + " it; predictions without a value are left out (Vallender, 1974)")
                        .undefinedWhen("no prediction of one side has a value; one is of a magnitude of 2^64 or more")
                        .parameters(with(Watched.PARAMETERS, Reference.PARAMETER)),
                MetricDefinition.of("prediction_volume", DriftFamily::volume)
                        .summary("How many predictions there are, labelled or not.")
                        .formula("n"),
                MetricDefinition.of("null_rate", DriftFamily::nullRate)
                        .summary("Share of the predictions that lack a value, or have NaN.")
                        .formula("missing / n")
                        .parameters(Watched.PARAMETERS),
                MetricDefinition.of("score_histogram", DriftFamily::histogram)
                        .summary("How many predictions have a value in which bin, labelled or not.")
                        .formula("counts of the bins below, between and from the cut points up")
                        .parameters(with(
                                Watched.PARAMETERS,
                                Parameter.of(
                                        "cuts",
                                        Parameter.Type.NUMBERS,
                                        List.of(0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9),
                                        "cut points in ascending order; a value at one belongs to the bin above"))));
    }

    private static MetricDefinition binned(String name, Function<Arguments, Metric> factory, Parameter... more) {
        Parameter bins = Parameter.of(
                "bins",
                Parameter.Type.ANY,
                10,
                "for numbers: so many bins, each with about equally many values of the reference; or a list of cut points"
                        + " between bins");
        List<Parameter> parameters = with(Watched.PARAMETERS, Reference.PARAMETER, bins, CATEGORIES);
        parameters.addAll(Arrays.asList(more));
        return MetricDefinition.of(name, factory).parameters(parameters);
    }

    private static List<Parameter> with(List<Parameter> some, Parameter... more) {
        List<Parameter> all = new ArrayList<>(some);
        all.addAll(Arrays.asList(more));
        return all;
    }

    private static Metric stability(Arguments arguments) {
        double smoothing = arguments.number("smoothing");
        return compared(arguments, pair -> Distances.stability(pair, smoothing));
    }

    private static Metric kullbackLeibler(Arguments arguments) {
        double smoothing = arguments.number("smoothing");
        return compared(arguments, pair -> Distances.kullbackLeibler(pair, smoothing));
    }

    private static Metric chiSquared(Arguments arguments) {
        boolean pValue = arguments.text("value").equals("p_value");
        return compared(arguments, pair -> pValue ? ChiSquared.pValue(pair) : ChiSquared.statistic(pair));
    }

    /** A metric that compares bin by bin: categories, bins between cut points, or quantiles of the reference. */
    private static Metric compared(Arguments arguments, Function<Comparison, Value> distance) {
        Watched watched = Watched.of(arguments);
        Object bins = arguments.get("bins");
        if (watched instanceof Watched.Categorical) {
            Bins categories = new Bins.Categories(arguments.integer("max_categories"));
            return metric(arguments, new Distribution(watched, categories), Comparison::of, distance);
        } else if (bins instanceof List<?> list) {
            return metric(
                    arguments, new Distribution(watched, cuts(arguments, "bins", list)), Comparison::of, distance);
        } else if (bins instanceof Integer number && number >= 2 && number <= 1000) {
            return metric(
                    arguments,
                    new Distribution(watched, Bins.Buckets.FINE),
                    (now, reference) -> Comparison.ofQuantiles(now, reference, number),
                    distance);
        }
        throw arguments.refuse(
                "'bins' is " + bins + "; expected a whole number from 2 to 1000, or a list of cut points");
    }

    private static Metric metric(
            Arguments arguments,
            Distribution distribution,
            BiFunction<Tally, Tally, Comparison> pairing,
            Function<Comparison, Value> distance) {
        return Reference.metric(
                arguments, distribution, null, (now, reference) -> distance.apply(pairing.apply(now, reference)));
    }

    private static Metric kolmogorovSmirnov(Arguments arguments) {
        Distribution distribution = new Distribution(Watched.numeric(arguments), Bins.Buckets.FINE);
        return Reference.metric(arguments, distribution, false, Distances::kolmogorovSmirnov);
    }

    private static Metric wasserstein(Arguments arguments) {
        Distribution distribution = new Distribution(Watched.numeric(arguments), Bins.Buckets.FINE);
        return Reference.metric(
                arguments,
                distribution,
                false,
                (now, reference) -> Distances.wasserstein(now, reference, Bins.Buckets.FINE));
    }

    private static Metric volume(Arguments arguments) {
        return Metric.of(arguments.metric(), new Volume(), null, memory -> Value.scalar((double) memory.count(0)));
    }

    private static Metric nullRate(Arguments arguments) {
        return Metric.of(arguments.metric(), new Presence(Watched.of(arguments)), null, memory -> {
            double missing = memory.count(Presence.COUNTS, Presence.MISSING);
            return Value.scalar(missing / (missing + memory.count(Presence.COUNTS, Presence.PRESENT)));
        });
    }

    private static Metric histogram(Arguments arguments) {
        Bins.Cuts cuts = cuts(arguments, "cuts", arguments.numbers("cuts"));
        Distribution distribution = new Distribution(Watched.numeric(arguments), cuts);
        return Metric.of(arguments.metric(), distribution, null, memory -> {
            Tally tally = Tally.of(memory);
            double[] counts = new double[cuts.cap()];
            tally.counts().forEach((bin, count) -> counts[Math.toIntExact(bin)] = count);
            return Value.vector(counts);
        });
    }

    private static Bins.Cuts cuts(Arguments arguments, String name, List<?> given) {
        List<Double> points = new ArrayList<>();
        for (Object element : given) {
            double point = element instanceof Number number ? number.doubleValue() : Double.NaN;
            boolean ascends = points.isEmpty() || point > points.get(points.size() - 1);
            if (!Double.isFinite(point) || !ascends) {
                throw arguments.refuse("'" + name + "' is " + given + "; expected cut points in ascending order");
            }
            points.add(point + 0.0);
        }
        if (points.isEmpty()) {
            throw arguments.refuse("'" + name + "' is empty; list at least one cut point");
        }
        return new Bins.Cuts(List.copyOf(points));
    }
}
