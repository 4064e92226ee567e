package io.evalstream.metrics.image;

import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.metric.Arguments;
import io.evalstream.metrics.metric.Metric;
import io.evalstream.metrics.metric.MetricDefinition;
import io.evalstream.metrics.metric.Parameter;
import io.evalstream.metrics.metric.Value;
import io.evalstream.metrics.state.Memory;
import java.util.List;

/** How well a coarse image of many bands and a fine one of grey were fused, without a true image. */
final class PansharpeningMetrics {

    static final Parameter MAX_DISTINCT = Parameter.integer(
                    "max_distinct", 1 << 20, "largest number of digits of all sums, about four for each")
            .atLeast(1);

    private static final Parameter NORM = Parameter.integer("norm_order", 1, "which norm of the differences is taken")
            .atLeast(1);
    private static final String UNDEFINED =
            "images have different numbers of bands, a row's images overflow, or there is more to remember than"
                    + " `max_distinct`";

    private PansharpeningMetrics() {}

    static List<MetricDefinition> definitions() {
        return List.of(
                MetricDefinition.of("spectral_distortion_index", PansharpeningMetrics::spectral)
                        .torchMetrics("SpectralDistortionIndex")
                        .summary(
                                "How differently the bands of a fused image resemble one another from those of the coarse one.")
                        .formula(
                                "D_λ = (mean over pairs of bands of |Q(fused) − Q(coarse)|^p)^(1/p), Q the universal quality of"
                                        + " two bands averaged over places and rows (Alparone and others, PE&RS 74, 2008)")
                        .undefinedWhen(UNDEFINED)
                        .parameters(List.of(
                                Parameter.integer("p", 1, "which norm of the differences is taken")
                                        .atLeast(1),
                                Reduction.PARAMETER,
                                MAX_DISTINCT))
                        .takesWeights(),
                MetricDefinition.of("spatial_distortion_index", PansharpeningMetrics::spatial)
                        .torchMetrics("SpatialDistortionIndex")
                        .summary("How differently the bands resemble the panchromatic image after fusing and before.")
                        .formula(
                                "D_s = (mean over bands of |Q(fused, pan) − Q(coarse, degraded pan)|^q)^(1/q), Q the universal"
                                        + " quality averaged over places and rows (Alparone and others, PE&RS 74, 2008)")
                        .undefinedWhen(UNDEFINED)
                        .parameters(List.of(NORM, Windows.windowSize(7), Reduction.PARAMETER, MAX_DISTINCT))
                        .takesWeights(),
                MetricDefinition.of("quality_with_no_reference", PansharpeningMetrics::quality)
                        .torchMetrics("QualityWithNoReference")
                        .summary("Spectral and spatial quality of a fused image in one number.")
                        .formula("(1 − D_λ)^α · (1 − D_s)^β (Alparone and others, PE&RS 74, 2008)")
                        .undefinedWhen(UNDEFINED)
                        .parameters(List.of(
                                Parameter.number("alpha", 1.0, "power of the spectral quality")
                                        .atLeast(0),
                                Parameter.number("beta", 1.0, "power of the spatial quality")
                                        .atLeast(0),
                                NORM,
                                Windows.windowSize(7),
                                Reduction.PARAMETER,
                                MAX_DISTINCT))
                        .takesWeights());
    }

    private static Metric spectral(Arguments arguments) {
        int norm = arguments.integer("p");
        return Metric.of(
                arguments.metric(),
                new BandPairs(Input.PREDS, Input.TARGET, cap(arguments)),
                false,
                memory -> BandPairs.distortion(memory, norm));
    }

    private static Metric spatial(Arguments arguments) {
        int norm = arguments.integer(NORM.name());
        Reduction reduction = Reduction.of(arguments);
        return Metric.of(
                arguments.metric(), qualities(arguments), false, memory -> distortion(memory, norm, reduction));
    }

    private static Metric quality(Arguments arguments) {
        int norm = arguments.integer(NORM.name());
        Reduction reduction = Reduction.of(arguments);
        double alpha = arguments.number("alpha");
        double beta = arguments.number("beta");
        return new Metric(
                arguments.metric(),
                List.of(new BandPairs(Input.PREDS, BandQualities.MS, cap(arguments)), qualities(arguments)),
                memories -> BandPairs.distortion(memories.get(0), norm) instanceof Value.Scalar spectral
                        ? distortion(memories.get(1), norm, reduction)
                                .map(spatial ->
                                        StrictMath.pow(1 - spectral.value(), alpha) * StrictMath.pow(1 - spatial, beta))
                        : BandPairs.distortion(memories.get(0), norm),
                true);
    }

    private static BandQualities qualities(Arguments arguments) {
        return new BandQualities(arguments.integer("window_size"), cap(arguments));
    }

    private static int cap(Arguments arguments) {
        return arguments.integer(MAX_DISTINCT.name());
    }

    private static Value distortion(Memory memory, int norm, Reduction reduction) {
        Value differences = BandQualities.differences(memory, norm);
        return differences instanceof Value.Tensor bands
                ? reduction.of(bands.values()).map(difference -> StrictMath.pow(difference, 1.0 / norm))
                : differences;
    }
}
