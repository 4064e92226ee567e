package io.evalstream.metrics.image;

import io.evalstream.metrics.metric.Arguments;
import io.evalstream.metrics.metric.Metric;
import io.evalstream.metrics.metric.MetricDefinition;
import io.evalstream.metrics.metric.Parameter;
import io.evalstream.metrics.metric.Value;
import java.util.List;

/** How far the pixels of two images are apart. */
final class ErrorMetrics {

    private ErrorMetrics() {}

    static List<MetricDefinition> definitions() {
        return List.of(
                MetricDefinition.of("peak_signal_noise_ratio", ErrorMetrics::signalRatio)
                        .torchMetrics("PeakSignalNoiseRatio")
                        .summary(
                                "The range of images for their mean squared error, as a logarithm: in decibels for base 10.")
                        .formula("10·log_base(range² / MSE), of all rows; with `dim`, of the parts that span it")
                        .undefinedWhen("there is no error: then the limit is infinity")
                        .parameters(List.of(
                                DataRange.PARAMETER,
                                Parameter.number("base", 10.0, "base of the logarithm"),
                                Reduction.words("elementwise_mean", "elementwise_mean", "sum", "none"),
                                Parameter.of(
                                        "dim",
                                        Parameter.Type.NUMBERS,
                                        null,
                                        "dimensions that a part spans, where 0 is the rows; without it all rows are one"),
                                TermList.MAX_DISTINCT))
                        .takesWeights(),
                MetricDefinition.of("peak_signal_noise_ratio_with_blocked_effect", ErrorMetrics::blockedSignalRatio)
                        .torchMetrics("PeakSignalNoiseRatioWithBlockedEffect")
                        .summary("Peak signal to noise ratio of grey images, less for edges of blocks that stand out.")
                        .formula(
                                "10·log₁₀(range² / (MSE + BEF)), BEF the mean over rows of how much more pixels of a row differ"
                                        + " across borders of blocks than elsewhere (Yim, Bovik, IEEE TIP 20, 2011)")
                        .undefinedWhen("there is no error: then the limit is infinity")
                        .parameters(List.of(
                                DataRange.PARAMETER,
                                Parameter.integer("block_size", 8, "height and width of the blocks")
                                        .atLeast(1)))
                        .takesWeights(),
                MetricDefinition.of(
                                "error_relative_global_dimensionless_synthesis",
                                given -> Reduction.metric(given, new GlobalError(given.number("ratio")), false))
                        .torchMetrics("ErrorRelativeGlobalDimensionlessSynthesis")
                        .summary("Error of a fused image relative to the mean of each band, in percent.")
                        .formula("100/ratio · √(mean over bands of (RMSE / mean)²) (Wald, 2000)")
                        .undefinedWhen("the mean of a band of a true image is 0, and the rows are not listed")
                        .parameters(List.of(
                                Parameter.number("ratio", 4.0, "of the pixel sizes of coarse and fine image"),
                                Reduction.PARAMETER,
                                TermList.MAX_DISTINCT))
                        .takesWeights(),
                MetricDefinition.of(
                                "spectral_angle_mapper", given -> Reduction.metric(given, new SpectralAngle(), false))
                        .torchMetrics("SpectralAngleMapper")
                        .summary("Angle between the bands of each pixel of two images, in radians.")
                        .formula("arccos(p·t / (‖p‖·‖t‖)), of each pixel (Yuhas, Goetz, Boardman, JPL 1992)")
                        .undefinedWhen("a pixel is zero in all bands, and the pixels are not listed")
                        .parameters(List.of(Reduction.PARAMETER, TermList.MAX_DISTINCT))
                        .takesWeights(),
                MetricDefinition.of("total_variation", given -> Reduction.metric(given, new TotalVariation(), false))
                        .torchMetrics("TotalVariation")
                        .summary("How much neighbouring pixels of an image differ, added up.")
                        .formula(
                                "Σ|x[i+1, j] − x[i, j]| + Σ|x[i, j+1] − x[i, j]| over pixels and channels, of each row")
                        .parameters(List.of(Reduction.words("sum", "mean", "sum", "none"), TermList.MAX_DISTINCT))
                        .takesWeights(),
                MetricDefinition.of("root_mean_squared_error_using_sliding_window", ErrorMetrics::slidingError)
                        .torchMetrics("RootMeanSquaredErrorUsingSlidingWindow")
                        .summary("Root mean squared error within a sliding window, averaged over places and rows.")
                        .formula(
                                "mean over the places of a window within the images of √(mean of (p − t)² in the window)")
                        .parameters(List.of(Windows.windowSize(8)))
                        .takesWeights(),
                MetricDefinition.of("relative_average_spectral_error", ErrorMetrics::spectralError)
                        .torchMetrics("RelativeAverageSpectralError")
                        .summary(
                                "Error within a sliding window relative to the mean of the true images there, in percent.")
                        .formula(
                                "mean over places of 100/μ · √(mean over bands of RMSE²), RMSE and μ averaged over the rows"
                                        + " first; μ is the mean over window and bands for each pixel of the window, as in"
                                        + " TorchMetrics")
                        .undefinedWhen(
                                "images have different sizes, the mean of the true images is 0 somewhere, a row's"
                                        + " images overflow, or there is more to remember than `max_distinct`")
                        .parameters(List.of(Windows.windowSize(8), PansharpeningMetrics.MAX_DISTINCT))
                        .takesWeights());
    }

    private static Metric signalRatio(Arguments arguments) {
        DataRange range = DataRange.of(arguments);
        double base = arguments.number("base");
        if (!(base > 0) || base == 1) {
            throw arguments.refuse("'base' is " + base + "; expected a number above 0 other than 1");
        }
        if (!arguments.has("dim")) {
            return Metric.of(
                    arguments.metric(),
                    new SquaredErrors(range),
                    true,
                    memory -> Value.scalar(SignalRatio.decibels(SquaredErrors.mean(memory), range, base)));
        }
        List<Double> given = arguments.numbers("dim");
        boolean whole =
                given.stream().allMatch(dimension -> dimension == Math.rint(dimension) && Math.abs(dimension) < 64);
        if (given.isEmpty() || !whole || given.contains(0.0)) {
            throw arguments.refuse("'dim' is " + given + "; expected dimensions within a row, such as [1, 2, 3]: what"
                    + " spans the rows of a batch depends on the batches");
        }
        List<Integer> dimensions = given.stream().map(Double::intValue).toList();
        return Reduction.metric(arguments, new SignalRatio(range, base, dimensions), true);
    }

    private static Metric blockedSignalRatio(Arguments arguments) {
        DataRange range = DataRange.of(arguments);
        BlockedEffect effect = new BlockedEffect(range, arguments.integer("block_size"));
        return new Metric(
                arguments.metric(),
                List.of(new SquaredErrors(range), new TermSum(effect)),
                memories -> {
                    double blocked = memories.get(1)
                            .sum(TermSum.SUM)
                            .dividedBy(memories.get(1).count(TermSum.COUNT));
                    return Value.scalar(SignalRatio.decibels(SquaredErrors.mean(memories.get(0)) + blocked, range, 10));
                },
                true);
    }

    private static Metric slidingError(Arguments arguments) {
        return Metric.of(
                arguments.metric(),
                new TermSum(new SlidingError(arguments.integer("window_size"))),
                false,
                memory -> Value.scalar(memory.sum(TermSum.SUM).dividedBy(memory.count(TermSum.COUNT))));
    }

    private static Metric spectralError(Arguments arguments) {
        return Metric.of(
                arguments.metric(),
                new SpectralErrors(
                        arguments.integer("window_size"), arguments.integer(PansharpeningMetrics.MAX_DISTINCT.name())),
                false,
                SpectralErrors::read);
    }
}
