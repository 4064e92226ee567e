package io.evalstream.metrics.probability;

import io.evalstream.metrics.metric.Arguments;
import io.evalstream.metrics.metric.Confidence;
import io.evalstream.metrics.metric.Interval;
import io.evalstream.metrics.metric.MeanSpread;
import io.evalstream.metrics.metric.Metric;
import io.evalstream.metrics.metric.MetricDefinition;
import io.evalstream.metrics.metric.Parameter;
import io.evalstream.metrics.metric.Value;
import io.evalstream.metrics.state.Dyadic;
import io.evalstream.metrics.state.Memory;
import java.util.ArrayList;
import java.util.List;

/**
 * A score that is best for the true probabilities: for binary and multiclass tasks, and told its task by an argument.
 *
 * @param own parameters that it takes beside the columns'
 */
record ProperScore(
        String name,
        String scikitLearn,
        boolean higherIsBetter,
        String summary,
        String formula,
        String undefined,
        List<Parameter> own,
        Loss loss,
        Reading reading) {

    /** From what is remembered to a number. */
    @FunctionalInterface
    interface Reading {
        double read(LossSums sums, Memory memory, Arguments arguments);
    }

    private static final String WEIGHTED = "; w is the element's weight, 1 where there are none";

    private static final Parameter TASK = Parameter.choice("task", null, "what is predicted", "binary", "multiclass")
            .mustBeGiven();

    private static final Parameter SCALE_BY_HALF = Parameter.of(
            "scale_by_half",
            Parameter.Type.BOOLEAN,
            null,
            "whether the sum over the classes is halved, so that the score is at most 1; null halves it for two classes");

    static final List<ProperScore> ALL = List.of(
            new ProperScore(
                    "log_loss",
                    "log_loss",
                    false,
                    "Mean negative logarithm of the probability that was predicted for what happened.",
                    "Σ −w·log(p) / Σ w" + WEIGHTED + ". p is clipped to [ε, 1 − ε] for the epsilon of its type, as"
                            + " scikit-learn does; it need not be clipped where logits are given",
                    "the weights add up to zero",
                    List.of(Confidence.NORMAL),
                    Loss.LOG,
                    (sums, memory, arguments) -> sums.mean(memory)),
            new ProperScore(
                    "brier_score",
                    "brier_score_loss",
                    false,
                    "Mean squared distance of the predicted probabilities from what happened.",
                    "Σ w·Σ_c (p_c − y_c)² / Σ w over the classes c, halved for two classes (Brier 1950)" + WEIGHTED,
                    "the weights add up to zero",
                    List.of(SCALE_BY_HALF, Confidence.NORMAL),
                    Loss.SQUARED,
                    ProperScore::brier),
            new ProperScore(
                    "d2_log_loss_score",
                    "d2_log_loss_score",
                    true,
                    "How much of the log loss of always predicting the classes' shares is done away with; at most 1.",
                    "1 − log_loss / H, where H = −Σ_c r_c·log(r_c) for the share r_c of class c in the weight",
                    "all elements are of one class; the weights add up to zero",
                    List.of(),
                    Loss.LOG,
                    (sums, memory, arguments) -> 1 - sums.mean(memory) / sums.entropy(memory)),
            new ProperScore(
                    "d2_brier_score",
                    "d2_brier_score",
                    true,
                    "How much of the Brier score of always predicting the classes' shares is done away with; at most 1.",
                    "1 − brier_score / (1 − Σ_c r_c²), for the share r_c of class c in the weight and a Brier score that"
                            + " is not halved",
                    "all elements are of one class; the weights add up to zero",
                    List.of(),
                    Loss.SQUARED,
                    (sums, memory, arguments) -> brierSkill(sums, memory)));

    List<MetricDefinition> definitions() {
        List<Parameter> binary = new ArrayList<>(own);
        binary.addAll(List.of(Columns.IGNORE_INDEX, Columns.INPUT));
        List<Parameter> multiclass = new ArrayList<>(List.of(Columns.NUM_CLASSES.mustBeGiven()));
        multiclass.addAll(binary);
        List<Parameter> either = new ArrayList<>(List.of(TASK, Columns.NUM_CLASSES));
        either.addAll(binary);
        return List.of(
                definition(MetricDefinition.of("binary_" + name, with -> metric(with, Columns.binary(with))), binary),
                definition(
                        MetricDefinition.of("multiclass_" + name, with -> metric(with, Columns.multiclass(with))),
                        multiclass),
                definition(
                        MetricDefinition.of(
                                name,
                                with -> metric(
                                        with,
                                        with.text("task").equals("binary")
                                                ? Columns.binary(with)
                                                : Columns.multiclass(with))),
                        either));
    }

    private MetricDefinition definition(MetricDefinition definition, List<Parameter> parameters) {
        return definition
                .scikitLearn(scikitLearn)
                .summary(summary)
                .formula(formula)
                .undefinedWhen(undefined)
                .parameters(parameters);
    }

    private Metric metric(Arguments arguments, Columns columns) {
        LossSums sums = new LossSums(columns, loss);
        Confidence confidence = Confidence.of(arguments);
        if (confidence != null) {
            return new Metric(
                    arguments.metric(),
                    List.of(sums, new LossSpread(sums)),
                    memories -> withInterval(sums, memories, arguments, confidence),
                    higherIsBetter);
        }
        return Metric.of(
                arguments.metric(),
                sums,
                higherIsBetter,
                memory -> Value.scalar(reading.read(sums, memory, arguments)));
    }

    /** Scores with an interval are the mean loss, or a multiple of it, and the interval is as much of that of the mean. */
    private Value withInterval(LossSums sums, List<Memory> memories, Arguments arguments, Confidence confidence) {
        Memory memory = memories.get(0);
        double value = reading.read(sums, memory, arguments);
        double mean = sums.mean(memory);
        Interval interval = MeanSpread.interval(memories.get(1), mean, sums.weight(memory), confidence);
        if (interval == null) {
            return Value.scalar(value);
        }
        double reach = mean == 0 ? 0 : (interval.upper() - mean) * (value / mean);
        return Value.scalar(value, new Interval(value - reach, value + reach, interval.level(), interval.method()));
    }

    /** One probability stands for two classes with the same distance, of which one was added up. */
    private static double brier(LossSums sums, Memory memory, Arguments arguments) {
        boolean halved = arguments.has("scale_by_half")
                ? arguments.flag("scale_by_half")
                : sums.columns().outcomes() == 2;
        double mean = sums.mean(memory);
        if (sums.columns().isBinary()) {
            return halved ? mean : 2 * mean;
        }
        return halved ? mean / 2 : mean;
    }

    private static double brierSkill(LossSums sums, Memory memory) {
        Dyadic all = sums.weight(memory);
        Dyadic spread = all.squared();
        for (int c = 0; c < sums.columns().outcomes(); c++) {
            spread = spread.minus(LossSums.weight(memory, c).squared());
        }
        Dyadic loss = LossSums.loss(memory).times(all).times(sums.columns().isBinary() ? 2 : 1);
        return spread.minus(loss).dividedBy(spread);
    }
}
