package io.evalstream.metrics.classification;

import io.evalstream.metrics.metric.Arguments;
import io.evalstream.metrics.metric.Metric;
import io.evalstream.metrics.metric.MetricDefinition;
import io.evalstream.metrics.metric.Parameter;
import io.evalstream.metrics.metric.Value;
import io.evalstream.metrics.state.Dyadic;
import io.evalstream.metrics.state.Memory;
import java.util.List;
import java.util.stream.IntStream;

/** How far predictions are from being right by a margin of one. */
final class Hinge {

    static final Description DESCRIPTION = new Description(
            "hinge_loss",
            "HingeLoss",
            "hinge_loss",
            false,
            "How far predictions are, on average, from being right by a margin of one.",
            "mean of max(0, 1 - margin), squared if asked; the margin is p for yes and -p for no, or for several classes"
                    + " p(true) - max p(other) (Crammer, Singer 2001)",
            "never");

    static final List<Parameter> PARAMETERS = List.of(
            Parameter.flag("squared", false, "whether each loss is squared"), Options.IGNORE_INDEX, Options.SCORES);

    static final Parameter MODE = Parameter.choice(
            "multiclass_mode",
            "crammer-singer",
            "one loss for the margin over the best wrong class, or one for each class against all others",
            "crammer-singer",
            "one-vs-all");

    private Hinge() {}

    static List<MetricDefinition> definitions() {
        return List.of(
                DESCRIPTION.of(Task.BINARY, PARAMETERS, Hinge::binary),
                DESCRIPTION.of(
                        Task.MULTICLASS,
                        Options.join(List.of(Options.NUM_CLASSES.mustBeGiven(), MODE), PARAMETERS),
                        Hinge::multiclass));
    }

    static Metric binary(Arguments arguments) {
        return metric(arguments, new HingeSums(Probabilities.binary(arguments), arguments.flag("squared"), false));
    }

    static Metric multiclass(Arguments arguments) {
        boolean oneVersusAll = arguments.text("multiclass_mode").equals("one-vs-all");
        return metric(
                arguments, new HingeSums(Probabilities.multiclass(arguments), arguments.flag("squared"), oneVersusAll));
    }

    private static Metric metric(Arguments arguments, HingeSums sums) {
        return Metric.of(
                arguments.metric(),
                sums,
                false,
                memory -> sums.oneVersusAll()
                        ? Value.vector(IntStream.range(0, sums.losses())
                                .mapToDouble(c -> mean(memory, c))
                                .toArray())
                        : Value.scalar(mean(memory, 0)));
    }

    private static double mean(Memory memory, int index) {
        return memory.sum(HingeSums.LOSSES, index).dividedBy(Dyadic.of(memory.count(HingeSums.ELEMENTS)));
    }
}
