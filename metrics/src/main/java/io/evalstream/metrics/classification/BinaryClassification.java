package io.evalstream.metrics.classification;

import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.NumberColumn;
import io.evalstream.metrics.metric.Arguments;
import io.evalstream.metrics.metric.Metric;
import io.evalstream.metrics.metric.MetricDefinition;
import io.evalstream.metrics.metric.Parameter;
import io.evalstream.metrics.metric.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Yes or no: one statistic of four counts, and every metric that can be read from it. A plan with accuracy, F1 and a
 * confusion matrix keeps four numbers.
 */
final class BinaryClassification {

    /** What is remembered: how often each label was predicted for each true label. */
    record Confusion(LabelColumns columns) implements CountStatistic {

        /** Counts of (target, prediction): (0, 0), (0, 1), (1, 0), (1, 1). */
        static final int CELLS = 4;

        @Override
        public int words() {
            return CELLS;
        }

        @Override
        public RowCounter over(Batch batch) {
            byte[] predicted = columns.predicted(batch);
            NumberColumn target = batch.numbers(Input.TARGET);
            double[] truth = target.values();
            double ignored = columns.ignoredTarget();
            return (row, multiplicity, words, at) -> {
                for (int i = target.start(row); i < target.end(row); i++) {
                    if (truth[i] != ignored) {
                        words[at + 2 * (int) truth[i] + predicted[i]] += multiplicity;
                    }
                }
            };
        }

        @Override
        public List<Outcome> outcomes(long[] words) {
            return List.of(outcome(words, 0));
        }

        @Override
        public int samplewiseRank() {
            return columns.samplewiseRank();
        }

        /** The outcome of the label that the four counts from {@code at} on are of. */
        static Outcome outcome(long[] words, int at) {
            return new Outcome(words[at + 3], words[at + 1], words[at], words[at + 2]);
        }
    }

    static final List<Parameter> LABELS = List.of(Options.THRESHOLD, Options.IGNORE_INDEX, Options.INPUT);
    private static final List<Parameter> SCORES =
            Options.join(LABELS, List.of(Options.MULTIDIM_AVERAGE, Options.ZERO_DIVISION, Options.MAX_DISTINCT));

    private BinaryClassification() {}

    static List<MetricDefinition> definitions() {
        List<MetricDefinition> definitions = new ArrayList<>();
        for (CountScore score : CountScore.ALL) {
            List<Parameter> parameters = Options.join(score.parameters(), SCORES);
            definitions.add(score.description().of(Task.BINARY, parameters, with -> score(score, with)));
        }
        definitions.add(OutcomeCounts.DESCRIPTION.of(Task.BINARY, SCORES, BinaryClassification::statScores));
        definitions.add(ConfusionReading.DESCRIPTION.of(
                Task.BINARY,
                Options.join(LABELS, List.of(ConfusionReading.NORMALIZE)),
                BinaryClassification::confusionMatrix));
        definitions.add(Agreement.KAPPA.of(
                Task.BINARY, Options.join(LABELS, List.of(ClassMatrix.WEIGHTS)), BinaryClassification::cohenKappa));
        definitions.add(Agreement.MATTHEWS.of(Task.BINARY, LABELS, BinaryClassification::matthews));
        definitions.add(Jaccard.DESCRIPTION.of(
                Task.BINARY, Options.join(LABELS, List.of(Jaccard.ZERO_DIVISION)), BinaryClassification::jaccard));
        return definitions;
    }

    static Metric score(CountScore score, Arguments arguments) {
        return score.metric(arguments, Task.BINARY, confusion(arguments));
    }

    static Metric statScores(Arguments arguments) {
        return OutcomeCounts.metric(arguments, Task.BINARY, confusion(arguments));
    }

    static Metric confusionMatrix(Arguments arguments) {
        ConfusionReading.Normalize normalize = arguments.choice("normalize", ConfusionReading.Normalize.class);
        return Metric.of(
                arguments.metric(),
                confusion(arguments),
                null,
                memory -> Value.matrix(
                        2, 2, ConfusionReading.normalized(memory.counts(0), 2, normalize, arguments.unit())));
    }

    /** With two classes every weighting of disagreements is the same. */
    static Metric cohenKappa(Arguments arguments) {
        return reading(arguments, positive -> Agreement.kappa(List.of(positive.complement(), positive)));
    }

    static Metric matthews(Arguments arguments) {
        return reading(
                arguments, positive -> Agreement.matthews(List.of(positive.complement(), positive), arguments.unit()));
    }

    static Metric jaccard(Arguments arguments) {
        double zeroDivision = arguments.number("zero_division");
        return reading(arguments, positive -> Jaccard.index(positive, zeroDivision));
    }

    private static Metric reading(Arguments arguments, ToDoubleFunction<Outcome> of) {
        OutcomeReading reading = classes -> new double[] {of.applyAsDouble(classes.get(0))};
        return reading.over(arguments, confusion(arguments), true);
    }

    static Confusion confusion(Arguments arguments) {
        return new Confusion(LabelColumns.binary(arguments));
    }
}
