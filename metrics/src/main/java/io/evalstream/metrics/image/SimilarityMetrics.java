package io.evalstream.metrics.image;

import io.evalstream.metrics.metric.Arguments;
import io.evalstream.metrics.metric.Metric;
import io.evalstream.metrics.metric.MetricDefinition;
import io.evalstream.metrics.metric.Parameter;
import io.evalstream.metrics.metric.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How alike the structure of two images is. */
final class SimilarityMetrics {

    private static final Parameter FULL_IMAGE =
            Parameter.flag("return_full_image", false, "whether the similarity of each place is listed as well");
    private static final Parameter CONTRAST = Parameter.flag(
            "return_contrast_sensitivity", false, "whether the contrast of each row is listed as well, as `image`");
    private static final List<Double> BETAS = List.of(0.0448, 0.2856, 0.3001, 0.2363, 0.1333);
    private static final int MOST_SCALES = 12;

    private SimilarityMetrics() {}

    static List<MetricDefinition> definitions() {
        return List.of(
                MetricDefinition.of("structural_similarity_index_measure", SimilarityMetrics::ssim)
                        .torchMetrics("StructuralSimilarityIndexMeasure")
                        .summary("How alike luminance, contrast and structure of two images are, place by place.")
                        .formula(
                                "mean over places of (2μν + c₁)(2σ₁₂ + c₂) / ((μ² + ν² + c₁)(σ₁² + σ₂² + c₂)) with"
                                        + " c₁ = (k₁·range)², c₂ = (k₂·range)² (Wang, Bovik, Sheikh, Simoncelli, IEEE TIP 13, 2004)")
                        .undefinedWhen("a row's images overflow")
                        .parameters(ssimParameters(FULL_IMAGE, CONTRAST))
                        .takesWeights(),
                MetricDefinition.of("multi_scale_structural_similarity_index_measure", SimilarityMetrics::multiScale)
                        .torchMetrics("MultiScaleStructuralSimilarityIndexMeasure")
                        .summary("Structural similarity over scales, each half as large as the one before.")
                        .formula(
                                "Π cⱼ^βⱼ over the scales, c the contrast of a scale, and of the last one the similarity"
                                        + " (Wang, Simoncelli, Bovik, Asilomar 2003)")
                        .undefinedWhen("without `normalize`, a scale's contrast or similarity is negative")
                        .parameters(ssimParameters(
                                Parameter.of(
                                        "betas",
                                        Parameter.Type.NUMBERS,
                                        BETAS,
                                        "power of each scale, the finest first"),
                                Parameter.choice(
                                        "normalize",
                                        "relu",
                                        "what becomes of a scale's number c: no less than 0, (c + 1) / 2, or c itself",
                                        "relu",
                                        "simple",
                                        "none")))
                        .takesWeights(),
                MetricDefinition.of("universal_image_quality_index", SimilarityMetrics::universalQuality)
                        .torchMetrics("UniversalImageQualityIndex")
                        .summary("Loss of correlation, distortion of luminance and of contrast, place by place.")
                        .formula(
                                "4σ₁₂μν / ((σ₁² + σ₂²)(μ² + ν²) + ε) at every place whose window lies within the images (Wang,"
                                        + " Bovik, IEEE SPL 9, 2002)")
                        .parameters(List.of(
                                Parameter.of(
                                        "kernel_size",
                                        Parameter.Type.NUMBERS,
                                        List.of(11.0, 11.0),
                                        "odd height and width of the window"),
                                Parameter.of(
                                        "sigma",
                                        Parameter.Type.NUMBERS,
                                        List.of(1.5, 1.5),
                                        "standard deviation along height and width"),
                                Reduction.PARAMETER,
                                TermList.MAX_DISTINCT))
                        .takesWeights(),
                MetricDefinition.of(
                                "visual_information_fidelity",
                                given -> Reduction.metric(
                                        given, new VisualInformation(given.number("sigma_n_sq")), true))
                        .torchMetrics("VisualInformationFidelity")
                        .summary("How much of the information that an eye takes from the true image the other keeps.")
                        .formula(
                                "Σ log₁₀(1 + g²σ²/(σᵥ² + σₙ²)) / Σ log₁₀(1 + σ²/σₙ²) over places and four scales, averaged over"
                                        + " channels (Sheikh, Bovik, IEEE TIP 15, 2006; pixel domain)")
                        .undefinedWhen("a row's true image has no variance")
                        .parameters(List.of(
                                Parameter.number("sigma_n_sq", 2.0, "variance of the noise of the eye")
                                        .atLeast(0),
                                Reduction.words("mean", "mean", "none"),
                                TermList.MAX_DISTINCT))
                        .takesWeights(),
                MetricDefinition.of("spatial_correlation_coefficient", SimilarityMetrics::spatialCorrelation)
                        .torchMetrics("SpatialCorrelationCoefficient")
                        .summary("Correlation of the fine structure of two images within a sliding window.")
                        .formula(
                                "mean over places of the correlation of both images after a high-pass filter, 0 where one has no"
                                        + " variance (Zhou, Civco, Silander, IJRS 19, 1998)")
                        .parameters(List.of(
                                Parameter.of(
                                        "high_pass_filter",
                                        Parameter.Type.ANY,
                                        null,
                                        "rows of the filter; −1 around 8 by default"),
                                Windows.windowSize(8)))
                        .takesWeights());
    }

    private static List<Parameter> ssimParameters(Parameter... others) {
        List<Parameter> all = new ArrayList<>(Ssim.PARAMETERS);
        all.addAll(List.of(others));
        all.add(Reduction.PARAMETER);
        all.add(TermList.MAX_DISTINCT);
        return all;
    }

    private static Metric ssim(Arguments arguments) {
        Ssim ssim = Ssim.of(arguments);
        SsimTerm similarity = new SsimTerm(ssim, SsimTerm.Part.SIMILARITY);
        boolean full = arguments.flag(FULL_IMAGE.name());
        boolean contrast = arguments.flag(CONTRAST.name());
        if (full && contrast) {
            throw arguments.refuse("'return_full_image' and 'return_contrast_sensitivity' are both true; give one");
        }
        if (!full && !contrast) {
            return Reduction.metric(arguments, similarity, true);
        }
        Reduction reduction = Reduction.of(arguments);
        SsimTerm listed = new SsimTerm(ssim, full ? SsimTerm.Part.MAP : SsimTerm.Part.CONTRAST);
        return new Metric(
                arguments.metric(),
                List.of(reduction.statistic(similarity), new TermList(listed, reduction.cap())),
                memories -> {
                    Map<String, Value> named = new LinkedHashMap<>();
                    named.put("similarity", reduction.read(memories.get(0)));
                    named.put("image", TermList.read(memories.get(1)));
                    return new Value.Named(named);
                },
                true);
    }

    private static Metric multiScale(Arguments arguments) {
        List<Double> betas = arguments.numbers("betas");
        if (betas.isEmpty() || betas.size() > MOST_SCALES) {
            throw arguments.refuse(
                    "'betas' is " + betas + "; expected a power for each of 1 to " + MOST_SCALES + " scales");
        }
        MultiScaleSsim term = new MultiScaleSsim(
                Ssim.of(arguments), betas, arguments.choice("normalize", MultiScaleSsim.Normalization.class));
        return Reduction.metric(arguments, term, true);
    }

    private static Metric universalQuality(Arguments arguments) {
        List<Integer> sizes = Windows.sizes(arguments);
        List<Double> sigma = Windows.deviations(arguments);
        if (sizes.size() != 2 || sigma.size() != 2) {
            throw arguments.refuse("'kernel_size' is " + sizes + " and 'sigma' " + sigma
                    + "; expected two numbers each, for height and width");
        }
        return Reduction.metric(arguments, new UniversalQuality(sizes, sigma), true);
    }

    private static Metric spatialCorrelation(Arguments arguments) {
        SpatialCorrelation term = new SpatialCorrelation(HighPass.of(arguments), arguments.integer("window_size"));
        TermSum sum = new TermSum(term);
        return Metric.of(
                arguments.metric(),
                sum,
                true,
                memory -> Value.scalar(memory.sum(TermSum.SUM).dividedBy(memory.count(TermSum.COUNT))));
    }
}
