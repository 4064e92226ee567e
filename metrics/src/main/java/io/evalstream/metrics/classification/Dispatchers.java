package io.evalstream.metrics.classification;

import static io.evalstream.metrics.classification.Task.BINARY;
import static io.evalstream.metrics.classification.Task.MULTICLASS;
import static io.evalstream.metrics.classification.Task.MULTILABEL;

import io.evalstream.metrics.metric.Arguments;
import io.evalstream.metrics.metric.MetricDefinition;
import io.evalstream.metrics.metric.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The metrics that are told their task, such as {@code accuracy}. Their averages are micro unless they say otherwise. */
final class Dispatchers {

    private static final List<Parameter> LABELS =
            List.of(Options.THRESHOLD, Options.NUM_CLASSES, Options.NUM_LABELS, Options.IGNORE_INDEX, Options.INPUT);
    private static final List<Parameter> SCORES = Options.join(
            LABELS,
            List.of(
                    Options.AVERAGE.withDefault("micro"),
                    Options.MULTIDIM_AVERAGE,
                    Options.TOP_K,
                    Options.ZERO_DIVISION,
                    Options.MAX_DISTINCT));

    private Dispatchers() {}

    static List<MetricDefinition> definitions() {
        List<MetricDefinition> definitions = new ArrayList<>();
        for (CountScore score : CountScore.ALL) {
            definitions.add(score.description()
                    .dispatching(
                            Map.of(
                                    BINARY, with -> BinaryClassification.score(score, with),
                                    MULTICLASS, with -> MulticlassClassification.score(score, withClasses(with)),
                                    MULTILABEL, with -> MultilabelClassification.score(score, with)),
                            Options.join(score.dispatchingParameters(), SCORES)));
        }
        definitions.add(OutcomeCounts.DESCRIPTION.dispatching(
                Map.of(
                        BINARY, BinaryClassification::statScores,
                        MULTICLASS, with -> MulticlassClassification.statScores(withClasses(with)),
                        MULTILABEL, MultilabelClassification::statScores),
                SCORES));
        definitions.add(ConfusionReading.DESCRIPTION.dispatching(
                Map.of(
                        BINARY, BinaryClassification::confusionMatrix,
                        MULTICLASS, MatrixReading::confusionMatrix,
                        MULTILABEL, MultilabelClassification::confusionMatrix),
                Options.join(LABELS, List.of(ConfusionReading.NORMALIZE, Options.MAX_DISTINCT))));
        definitions.add(Agreement.MATTHEWS.dispatching(
                Map.of(
                        BINARY, BinaryClassification::matthews,
                        MULTICLASS, MulticlassClassification::matthews,
                        MULTILABEL, MultilabelClassification::matthews),
                LABELS));
        definitions.add(Jaccard.DESCRIPTION.dispatching(
                Map.of(
                        BINARY, BinaryClassification::jaccard,
                        MULTICLASS, MulticlassClassification::jaccard,
                        MULTILABEL, MultilabelClassification::jaccard),
                Options.join(LABELS, List.of(Options.AVERAGE, Jaccard.ZERO_DIVISION))));
        definitions.add(Agreement.KAPPA.dispatching(
                Map.of(BINARY, BinaryClassification::cohenKappa, MULTICLASS, MulticlassClassification::cohenKappa),
                List.of(
                        Options.THRESHOLD,
                        Options.NUM_CLASSES,
                        ClassMatrix.WEIGHTS,
                        Options.IGNORE_INDEX,
                        Options.INPUT,
                        Options.MAX_DISTINCT)));
        definitions.add(ExactMatch.DESCRIPTION.dispatching(
                Map.of(MULTICLASS, ExactMatch::multiclass, MULTILABEL, ExactMatch::multilabel),
                Options.join(LABELS, List.of(Options.MULTIDIM_AVERAGE, Options.MAX_DISTINCT))));
        definitions.add(Calibration.DESCRIPTION.dispatching(
                Map.of(BINARY, Calibration::binary, MULTICLASS, Calibration::multiclass),
                Options.join(List.of(Options.NUM_CLASSES), Calibration.PARAMETERS)));
        definitions.add(Hinge.DESCRIPTION.dispatching(
                Map.of(BINARY, Hinge::binary, MULTICLASS, Hinge::multiclass),
                Options.join(List.of(Options.NUM_CLASSES, Hinge.MODE), Hinge.PARAMETERS)));
        return definitions;
    }

    /** Told its task, a metric of several classes always asks how many; by its own name, a micro average need not. */
    private static Arguments withClasses(Arguments arguments) {
        if (!arguments.has("num_classes")) {
            throw arguments.refuse("'num_classes' is missing; task: multiclass needs it");
        }
        return arguments;
    }
}
