package io.evalstream.metrics.audio;

import io.evalstream.metrics.metric.Arguments;
import io.evalstream.metrics.metric.Metric;
import io.evalstream.metrics.metric.MetricDefinition;
import io.evalstream.metrics.metric.MetricFamily;
import io.evalstream.metrics.metric.Parameter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Metrics of audio signals. A row is one example: its signals are the last dimension of a tensor. */
public final class AudioFamily implements MetricFamily {

    private static final Parameter ZERO_MEAN =
            Parameter.flag("zero_mean", false, "whether signals are taken less their means");
    private static final Parameter SCALE_INVARIANT =
            Parameter.flag("scale_invariant", true, "whether the true signals are scaled, all alike, to fit best");
    private static final Parameter FILTER_LENGTH =
            Parameter.integer("filter_length", 512, "taps of the filter").atLeast(1);
    private static final Parameter LOAD_DIAG = Parameter.number(
            "load_diag", null, "what is added to the diagonal of the system, for true signals that may be silent");
    private static final Parameter CG_ITERATIONS =
            Parameter.integer("use_cg_iter", null, "accepted and without effect: the system is always solved directly");

    /** The measures by name, and what each takes. */
    private static final Map<String, List<Parameter>> MEASURES = measures();

    @Override
    public String name() {
        return "audio";
    }

    @Override
    public List<MetricDefinition> metrics() {
        return List.of(
                measured("signal_noise_ratio")
                        .torchMetrics("SignalNoiseRatio")
                        .summary("Power of the true signal by that of the error, in decibels.")
                        .formula("10·log10((Σt² + ε) / (Σ(t − p)² + ε)), averaged over the signals; ε is that of the"
                                + " type of the estimate"),
                measured("scale_invariant_signal_noise_ratio")
                        .torchMetrics("ScaleInvariantSignalNoiseRatio")
                        .summary("The scale-invariant ratio of signals less their means, in decibels.")
                        .formula("scale_invariant_signal_distortion_ratio with zero_mean (Luo and Mesgarani, ICASSP"
                                + " 2018)"),
                measured("scale_invariant_signal_distortion_ratio")
                        .torchMetrics("ScaleInvariantSignalDistortionRatio")
                        .summary("Power of the true signal, scaled to fit best, by that of the error, in decibels.")
                        .formula("10·log10((Σ(at)² + ε) / (Σ(at − p)² + ε)) with a = (Σpt + ε) / (Σt² + ε), averaged"
                                + " over the signals (Le Roux, Wisdom, Erdogan, Hershey, ICASSP 2019)"),
                measured("complex_scale_invariant_signal_noise_ratio")
                        .torchMetrics("ComplexScaleInvariantSignalNoiseRatio")
                        .summary("The scale-invariant ratio of spectrograms, in decibels.")
                        .formula(
                                "scale_invariant_signal_distortion_ratio of the real and imaginary parts as one vector;"
                                        + " a row is […, frequency, time, 2]"),
                measured("signal_distortion_ratio")
                        .torchMetrics("SignalDistortionRatio")
                        .summary("Power of what a filter makes of the true signal by that of the rest, in decibels.")
                        .formula(
                                "10·log10(c / (1 − c)) with c = bᵀR⁻¹b, of signals of norm 1: R holds the true signal's"
                                        + " autocorrelation, b its correlation with the estimate (Vincent, Gribonval, Févotte,"
                                        + " IEEE TASLP 2006; Scheibler, ICASSP 2022)")
                        .undefinedWhen("an estimate is silent, or is what the filter makes in full"),
                measured("source_aggregated_signal_distortion_ratio")
                        .torchMetrics("SourceAggregatedSignalDistortionRatio")
                        .summary("Power of all speakers' true signals by that of all errors, in decibels.")
                        .formula("10·log10((ΣΣ(at)² + ε) / (ΣΣ(at − p)² + ε)) over the speakers of a row […, speakers,"
                                + " time], averaged over the rows (von Neumann, Kinoshita and others, ICASSP 2022)"),
                MetricDefinition.of("permutation_invariant_training", AudioFamily::permutation)
                        .torchMetrics("PermutationInvariantTraining")
                        .summary("A ratio under the best assignment of estimates to true speakers.")
                        .formula("best over the permutations of a row's speakers (its first dimension) of the mean of"
                                + " `metric_func` (Yu, Kolbæk, Tan, Jensen, ICASSP 2017), averaged over the rows")
                        .parameters(permutationParameters()));
    }

    private static Map<String, List<Parameter>> measures() {
        Map<String, List<Parameter>> measures = new LinkedHashMap<>();
        measures.put("signal_noise_ratio", List.of(ZERO_MEAN));
        measures.put("scale_invariant_signal_noise_ratio", List.of());
        measures.put("scale_invariant_signal_distortion_ratio", List.of(ZERO_MEAN));
        measures.put("complex_scale_invariant_signal_noise_ratio", List.of(ZERO_MEAN));
        measures.put("signal_distortion_ratio", List.of(CG_ITERATIONS, FILTER_LENGTH, ZERO_MEAN, LOAD_DIAG));
        measures.put("source_aggregated_signal_distortion_ratio", List.of(SCALE_INVARIANT, ZERO_MEAN));
        return measures;
    }

    private static MetricDefinition measured(String name) {
        return MetricDefinition.of(name, given -> mean(given, new RowScores.EachSignal(measure(name, given)), true))
                .parameters(parametersOf(name));
    }

    private static Metric permutation(Arguments given) {
        String function = given.text("metric_func");
        for (Parameter parameter : parametersOfAll()) {
            if (given.has(parameter.name()) && !takes(function, parameter.name())) {
                throw given.refuse("'" + parameter.name() + "' is no argument of " + function + "; leave it out");
            }
        }
        boolean together = given.text("mode").equals("permutation-wise");
        boolean highest = given.text("eval_func").equals("max");
        return mean(given, new BestPermutation(measure(function, given), together, highest), null);
    }

    private static Metric mean(Arguments given, RowScores scores, @Nullable Boolean higherIsBetter) {
        return Metric.of(given.metric(), new SignalScores(scores), higherIsBetter, SignalScores::mean);
    }

    private static SignalMeasure measure(String function, Arguments given) {
        boolean zeroMean = takes(function, ZERO_MEAN.name()) && flag(given, ZERO_MEAN);
        return switch (function) {
            case "signal_noise_ratio" -> new SignalToNoise(zeroMean);
            case "scale_invariant_signal_noise_ratio" -> new ScaleInvariant(true, false);
            case "scale_invariant_signal_distortion_ratio" -> new ScaleInvariant(zeroMean, false);
            case "complex_scale_invariant_signal_noise_ratio" -> new ScaleInvariant(zeroMean, true);
            case "signal_distortion_ratio" ->
                new FilteredDistortion(
                        (Integer) value(given, FILTER_LENGTH), zeroMean, given.numberOrNull(LOAD_DIAG.name()));
            default -> new SourceAggregated(flag(given, SCALE_INVARIANT), zeroMean);
        };
    }

    private static boolean flag(Arguments given, Parameter parameter) {
        return (Boolean) value(given, parameter);
    }

    private static Object value(Arguments given, Parameter parameter) {
        Object value = given.get(parameter.name());
        return Objects.requireNonNull(value == null ? parameter.fallback() : value);
    }

    private static List<Parameter> parametersOf(String function) {
        return Objects.requireNonNull(MEASURES.get(function));
    }

    private static boolean takes(String function, String parameter) {
        return parametersOf(function).stream().anyMatch(own -> own.name().equals(parameter));
    }

    private static List<Parameter> parametersOfAll() {
        return MEASURES.values().stream().flatMap(List::stream).distinct().toList();
    }

    private static List<Parameter> permutationParameters() {
        List<Parameter> parameters = new ArrayList<>(List.of(
                Parameter.choice(
                                "metric_func",
                                null,
                                "what is averaged over the speakers",
                                MEASURES.keySet().toArray(String[]::new))
                        .mustBeGiven(),
                Parameter.choice(
                        "mode",
                        "speaker-wise",
                        "whether `metric_func` is asked for each pair of an estimate and a true signal, or for all"
                                + " speakers of a permutation at once",
                        "speaker-wise",
                        "permutation-wise"),
                Parameter.choice("eval_func", "max", "which permutation is the best", "max", "min")));
        // Without a default here: what is given goes to the function, which must know it.
        parametersOfAll().forEach(parameter -> parameters.add(parameter.withDefault(null)));
        return parameters;
    }
}
