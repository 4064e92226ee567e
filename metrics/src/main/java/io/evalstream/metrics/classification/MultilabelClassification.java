package io.evalstream.metrics.classification;

import io.evalstream.metrics.classification.BinaryClassification.Confusion;
import io.evalstream.metrics.metric.Arguments;
import io.evalstream.metrics.metric.Metric;
import io.evalstream.metrics.metric.MetricDefinition;
import io.evalstream.metrics.metric.Parameter;
import io.evalstream.metrics.metric.Value;
import java.util.ArrayList;
import java.util.List;

/**
 * Several labels at once, each yes or no: metrics read from the four counts of each label, or of all labels together
 * where that is enough.
 */
final class MultilabelClassification {

    private static final List<Parameter> LABELS =
            Options.join(List.of(Options.NUM_LABELS.mustBeGiven()), BinaryClassification.LABELS);
    private static final List<Parameter> SCORES = Options.join(
            LABELS, List.of(Options.AVERAGE, Options.MULTIDIM_AVERAGE, Options.ZERO_DIVISION, Options.MAX_DISTINCT));

    private MultilabelClassification() {}

    static List<MetricDefinition> definitions() {
        List<MetricDefinition> definitions = new ArrayList<>();
        for (CountScore score : CountScore.ALL) {
            List<Parameter> parameters = Options.join(score.parameters(), SCORES);
            definitions.add(score.description().of(Task.MULTILABEL, parameters, with -> score(score, with)));
        }
        definitions.add(OutcomeCounts.DESCRIPTION.of(Task.MULTILABEL, SCORES, MultilabelClassification::statScores));
        definitions.add(ConfusionReading.DESCRIPTION.of(
                Task.MULTILABEL,
                Options.join(LABELS, List.of(ConfusionReading.NORMALIZE)),
                MultilabelClassification::confusionMatrix));
        definitions.add(Agreement.MATTHEWS.of(Task.MULTILABEL, LABELS, MultilabelClassification::matthews));
        definitions.add(Jaccard.DESCRIPTION.of(
                Task.MULTILABEL,
                Options.join(LABELS, List.of(Options.AVERAGE, Jaccard.ZERO_DIVISION)),
                MultilabelClassification::jaccard));
        return definitions;
    }

    static Metric score(CountScore score, Arguments arguments) {
        return score.metric(arguments, Task.MULTILABEL, counts(arguments));
    }

    static Metric statScores(Arguments arguments) {
        return OutcomeCounts.metric(arguments, Task.MULTILABEL, counts(arguments));
    }

    static Metric confusionMatrix(Arguments arguments) {
        ConfusionReading.Normalize normalize = arguments.choice("normalize", ConfusionReading.Normalize.class);
        LabelCounts counts = new LabelCounts(LabelColumns.multilabel(arguments));
        int[] shape = {counts.columns().labels(), 2, 2};
        return Metric.of(
                arguments.metric(),
                counts,
                null,
                memory -> new Value.Tensor(
                        shape, ConfusionReading.normalized(memory.counts(0), 2, normalize, arguments.unit())));
    }

    /** All labels are counted together, as if they were one. */
    static Metric matthews(Arguments arguments) {
        OutcomeReading reading = labels -> {
            Outcome positive = labels.get(0);
            return new double[] {Agreement.matthews(List.of(positive.complement(), positive), arguments.unit())};
        };
        return reading.over(arguments, new Confusion(LabelColumns.multilabel(arguments)), true);
    }

    static Metric jaccard(Arguments arguments) {
        Average average = arguments.choice("average", Average.class);
        double zeroDivision = arguments.number("zero_division");
        OutcomeReading reading = labels -> Jaccard.read(labels, average, -1, Average.LeftOut.NONE, zeroDivision);
        int[] shape = CountScore.shape(arguments, Task.MULTILABEL, average);
        return reading.over(arguments, counts(arguments), true, shape);
    }

    private static CountStatistic counts(Arguments arguments) {
        LabelColumns columns = LabelColumns.multilabel(arguments);
        return arguments.choice("average", Average.class) == Average.MICRO
                ? new Confusion(columns)
                : new LabelCounts(columns);
    }
}
