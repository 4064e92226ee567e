package io.evalstream.metrics.image;

import io.evalstream.metrics.metric.Arguments;
import io.evalstream.metrics.metric.Metric;
import io.evalstream.metrics.metric.MetricDefinition;
import io.evalstream.metrics.metric.Parameter;
import java.util.List;

/** How near the features that a network made of generated images are to those of real ones. */
final class FeatureMetrics {

    private static final Parameter COSINE_EPSILON =
            Parameter.number("cosine_distance_eps", 0.1, "mean distance from which on nothing counts as memorised");
    private static final String TOO_FEW = "there are fewer than two rows of either kind";
    private static final String TOO_MUCH =
            "there are more rows than `max_bytes` holds; the reading takes more than 2^37 steps";

    private FeatureMetrics() {}

    static List<MetricDefinition> definitions() {
        return List.of(
                MetricDefinition.of("frechet_inception_distance", FeatureMetrics::frechet)
                        .torchMetrics("FrechetInceptionDistance")
                        .summary("Distance of the normal distributions with the moments of real and of other features.")
                        .formula(
                                "‖μ₁ − μ₂‖² + tr(Σ₁ + Σ₂ − 2·(Σ₁Σ₂)^½) (Dowson, Landau, JMVA 12, 1982; Heusel and others,"
                                        + " NeurIPS 2017)")
                        .undefinedWhen(TOO_FEW)
                        .parameters(List.of(
                                Features.FEATURE,
                                FeatureNetwork.FILE,
                                FeatureNetwork.SIZE,
                                FeatureMoments.BITS,
                                Features.RESET_REAL_FEATURES,
                                Features.NORMALIZE,
                                Parameter.flag("antialias", true, Features.NORMALIZE.description()))),
                MetricDefinition.of("memorization_informed_frechet_inception_distance", FeatureMetrics::memorization)
                        .torchMetrics("MemorizationInformedFrechetInceptionDistance")
                        .summary("Fréchet distance of real and other features, larger where the others were memorised.")
                        .formula(
                                "FID / m, m the mean over real rows of 1 − |cos| to the nearest other row, or 1 where m is not"
                                        + " below cosine_distance_eps (Bai, Lin, Raffel, Kan, KDD 2021)")
                        .undefinedWhen(TOO_FEW + "; " + TOO_MUCH)
                        .parameters(List.of(
                                Features.FEATURE,
                                FeatureNetwork.FILE,
                                FeatureNetwork.SIZE,
                                FeatureMoments.BITS,
                                FeatureRows.MAX_BYTES,
                                Features.RESET_REAL_FEATURES,
                                Features.NORMALIZE,
                                COSINE_EPSILON)),
                MetricDefinition.of("kernel_inception_distance", FeatureMetrics::kernel)
                        .torchMetrics("KernelInceptionDistance")
                        .summary("Maximum mean discrepancy of real and other features, over subsets of the rows.")
                        .formula(
                                "mean and standard deviation over subsets of the unbiased MMD² with the kernel (γ·x·y + c)^degree;"
                                        + " a subset holds the rows with the smallest hashes of subset and position (Bińkowski and"
                                        + " others, ICLR 2018)")
                        .undefinedWhen("there are fewer rows of either kind than `subset_size`; " + TOO_MUCH)
                        .parameters(List.of(
                                Features.FEATURE,
                                FeatureNetwork.FILE,
                                FeatureNetwork.SIZE,
                                Parameter.integer("subsets", 100, "number of subsets")
                                        .within(1, 1 << 16),
                                Parameter.integer("subset_size", 1000, "rows of each kind in a subset")
                                        .atLeast(1),
                                Parameter.integer("degree", 3, "degree of the kernel")
                                        .within(1, 100),
                                Parameter.number("gamma", null, "scale of the inner product; 1 / features by default"),
                                Parameter.number("coef", 1.0, "what is added to the inner product"),
                                FeatureRows.MAX_BYTES,
                                Features.RESET_REAL_FEATURES,
                                Features.NORMALIZE)),
                MetricDefinition.of("inception_score", FeatureMetrics::inceptionScore)
                        .torchMetrics("InceptionScore")
                        .summary("How sure a network is of each image, and how evenly it sees all classes.")
                        .formula(
                                "exp(mean over rows of KL(p ‖ p̄)) with p the softmax of the features; mean and standard deviation"
                                        + " over parts that rows belong to by the hash of their position (Salimans and others,"
                                        + " NeurIPS 2016)")
                        .parameters(List.of(
                                Features.FEATURE.withDefault(1008),
                                FeatureNetwork.FILE,
                                FeatureNetwork.SIZE,
                                Parameter.integer("splits", 10, "number of parts")
                                        .within(1, 1 << 10),
                                Features.NORMALIZE)));
    }

    private static Metric frechet(Arguments arguments) {
        FeatureMoments real = moments(arguments, true);
        return OfImages.metric(
                arguments,
                List.of(real, moments(arguments, false)),
                memories -> FrechetDistance.between(real, memories.get(0), memories.get(1)),
                false);
    }

    private static Metric memorization(Arguments arguments) {
        double epsilon = arguments.number(COSINE_EPSILON.name());
        if (!(epsilon > 0 && epsilon <= 1)) {
            throw arguments.refuse("'cosine_distance_eps' is " + epsilon + "; expected a number above 0 and up to 1");
        }
        FeatureMoments moments = moments(arguments, true);
        FeatureRows real = rows(arguments, true);
        FeatureRows other = rows(arguments, false);
        Memorization memorization = new Memorization(epsilon);
        return OfImages.metric(
                arguments,
                List.of(moments, moments(arguments, false), real, other),
                memories -> memorization.of(
                        FrechetDistance.between(moments, memories.get(0), memories.get(1)),
                        real.read(memories.get(2)),
                        other.read(memories.get(3))),
                false);
    }

    private static Metric kernel(Arguments arguments) {
        double gamma = arguments.has("gamma") ? arguments.number("gamma") : 1.0 / arguments.integer("feature");
        double coef = arguments.number("coef");
        if (!(gamma > 0 && coef > 0)) {
            throw arguments.refuse("'gamma' is " + gamma + " and 'coef' " + coef + "; expected numbers above 0");
        }
        FeatureRows real = rows(arguments, true);
        FeatureRows other = rows(arguments, false);
        KernelDistance distance = new KernelDistance(
                arguments.integer("subsets"),
                arguments.integer("subset_size"),
                arguments.integer("degree"),
                gamma,
                coef);
        return OfImages.metric(
                arguments,
                List.of(real, other),
                memories -> distance.between(real.read(memories.get(0)), other.read(memories.get(1))),
                false);
    }

    private static Metric inceptionScore(Arguments arguments) {
        LogitSums sums = new LogitSums(arguments.integer("feature"), arguments.integer("splits"));
        return OfImages.metric(arguments, List.of(sums), memories -> sums.read(memories.get(0)), true);
    }

    private static FeatureMoments moments(Arguments arguments, boolean real) {
        return new FeatureMoments(arguments.integer("feature"), arguments.integer(FeatureMoments.BITS.name()), real);
    }

    private static FeatureRows rows(Arguments arguments, boolean real) {
        return FeatureRows.within(arguments.integer(FeatureRows.MAX_BYTES.name()), arguments.integer("feature"), real);
    }
}
