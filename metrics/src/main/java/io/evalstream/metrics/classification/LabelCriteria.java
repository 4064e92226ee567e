package io.evalstream.metrics.classification;

import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.NumberColumn;
import io.evalstream.metrics.metric.Arguments;
import io.evalstream.metrics.metric.Metric;
import io.evalstream.metrics.metric.MetricDefinition;
import io.evalstream.metrics.metric.Parameter;
import io.evalstream.metrics.metric.Value;
import java.util.List;
import java.util.Locale;

/**
 * How many elements there are, and whose set of predicted labels is right by a criterion. An ignored label is in neither set.
 *
 * @param topK so many labels with the highest scores are predicted; 0 where the threshold decides
 */
record LabelCriteria(LabelColumns columns, Criterion criterion, int topK) implements MatchCounts {

    /** When a set of predicted labels is right. */
    enum Criterion {
        /** It is the set of the true ones. */
        EXACT_MATCH,
        /** Each label counts by itself. */
        HAMMING,
        /** It has one of the true ones, or both sets are empty. */
        OVERLAP,
        /** It has all of the true ones. */
        CONTAIN,
        /** It has only true ones. */
        BELONG
    }

    private static final String CRITERIA =
            "criteria exact_match: the sets of predicted and true labels are equal; hamming:"
                    + " each label counts by itself; overlap: they have a label in common, or both are empty; contain: all true"
                    + " labels are predicted; belong: all predicted labels are true (torcheval's ";

    static List<MetricDefinition> definitions() {
        Parameter criteria = Parameter.choice(
                "criteria",
                "exact_match",
                "when the predicted labels are right",
                "exact_match",
                "hamming",
                "overlap",
                "contain",
                "belong");
        return List.of(
                MetricDefinition.of(
                                "multilabel_criteria_accuracy",
                                arguments -> metric(arguments, LabelColumns.multilabel(arguments), 0))
                        .summary("How often the predicted labels are right, by one of several criteria.")
                        .formula("right / all; " + CRITERIA + "MultilabelAccuracy)")
                        .undefinedWhen("no element is counted")
                        .parameters(Options.join(
                                List.of(criteria, Options.NUM_LABELS.mustBeGiven()), BinaryClassification.LABELS)),
                MetricDefinition.of("topk_multilabel_accuracy", LabelCriteria::topK)
                        .summary(
                                "How often the k labels with the highest scores are right, by one of several criteria.")
                        .formula("right / all; " + CRITERIA + "TopKMultilabelAccuracy). Of equal scores the lower label"
                                + " comes first")
                        .undefinedWhen("no element is counted")
                        .parameters(List.of(
                                criteria,
                                Parameter.integer("k", 1, "how many labels are predicted")
                                        .atLeast(1),
                                Options.NUM_LABELS.mustBeGiven(),
                                Options.IGNORE_INDEX,
                                Options.SCORES)));
    }

    private static Metric topK(Arguments arguments) {
        int k = arguments.integer("k");
        int labels = arguments.integer("num_labels");
        if (k > labels) {
            throw arguments.refuse("'k' is " + k + "; expected at most num_labels, which is " + labels);
        }
        double unused = 0.5;
        return metric(
                arguments,
                new LabelColumns(
                        labels,
                        unused,
                        arguments.choice("input", io.evalstream.metrics.metric.InputKind.class),
                        arguments.integerOrNull("ignore_index")),
                k);
    }

    private static Metric metric(Arguments arguments, LabelColumns columns, int k) {
        Criterion criterion = Criterion.valueOf(arguments.text("criteria").toUpperCase(Locale.ROOT));
        LabelCriteria matches = new LabelCriteria(columns, criterion, k);
        return Metric.of(arguments.metric(), matches, true, memory -> {
            Outcome match = matches.outcomes(memory.counts(0)).get(0);
            return Value.scalar((double) match.tp() / match.actual());
        });
    }

    @Override
    public RowCounter over(Batch batch) {
        NumberColumn preds = batch.numbers(Input.PREDS);
        NumberColumn target = batch.numbers(Input.TARGET);
        byte[] predicted = topK == 0 ? columns.predicted(batch) : new byte[0];
        double[] truth = target.values();
        double ignored = columns.ignoredTarget();
        int labels = columns.labels();
        return (row, multiplicity, words, at) -> {
            int elements = target.length(row) / labels;
            int shift = preds.start(row) - target.start(row);
            for (int first = target.start(row); first < target.start(row) + elements; first++) {
                int both = 0;
                int onlyPredicted = 0;
                int onlyTrue = 0;
                int counted = 0;
                for (int i = first; i < target.end(row); i += elements) {
                    if (truth[i] == ignored) {
                        continue;
                    }
                    boolean yes = topK == 0
                            ? predicted[i + shift] == 1
                            : isAmongHighest(preds.values(), first + shift, elements, preds.end(row), i + shift);
                    boolean isTrue = truth[i] == 1;
                    both += yes && isTrue ? 1 : 0;
                    onlyPredicted += yes && !isTrue ? 1 : 0;
                    onlyTrue += !yes && isTrue ? 1 : 0;
                    counted++;
                }
                boolean each = criterion == Criterion.HAMMING;
                int right = each ? counted - onlyPredicted - onlyTrue : isRight(both, onlyPredicted, onlyTrue) ? 1 : 0;
                words[at + ALL] += multiplicity * (each ? counted : 1);
                words[at + MATCHES] += multiplicity * right;
            }
        };
    }

    @Override
    public int samplewiseRank() {
        return columns.samplewiseRank();
    }

    private boolean isRight(int both, int onlyPredicted, int onlyTrue) {
        return switch (criterion) {
            case EXACT_MATCH, HAMMING -> onlyPredicted + onlyTrue == 0;
            case OVERLAP -> both > 0 || onlyPredicted + onlyTrue == 0;
            case CONTAIN -> onlyTrue == 0;
            case BELONG -> onlyPredicted == 0;
        };
    }

    /** Whether fewer than k labels come before this one in order of falling score. */
    private boolean isAmongHighest(double[] scores, int first, int stride, int end, int own) {
        int before = 0;
        for (int i = first; i < end; i += stride) {
            before += scores[i] > scores[own] || (scores[i] == scores[own] && i < own) ? 1 : 0;
        }
        return before < topK;
    }
}
