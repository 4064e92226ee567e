package io.evalstream.metrics.ranking;

import io.evalstream.metrics.metric.Arguments;
import io.evalstream.metrics.metric.Metric;
import io.evalstream.metrics.metric.MetricDefinition;
import io.evalstream.metrics.metric.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * A curve metric in all its forms: for binary, multiclass and multilabel tasks, and the one that is told its task.
 *
 * @param name name in snake case, without the task
 * @param torchMetrics its class in TorchMetrics, without the task; nothing where it has none
 * @param own parameters that it alone takes, whatever the task
 * @param binaryOnly parameters that it takes for a binary task
 * @param multiclassAverage its {@code average} for several classes, or null where it has none
 * @param multilabelAverage its {@code average} for several labels, or null where it has none
 * @param reading how its value is read, given its arguments and its average
 */
record CurveMetric(
        String name,
        String torchMetrics,
        String scikitLearn,
        String summary,
        String formula,
        String undefined,
        @Nullable Boolean higherIsBetter,
        List<Parameter> own,
        List<Parameter> binaryOnly,
        @Nullable Parameter multiclassAverage,
        @Nullable Parameter multilabelAverage,
        BiFunction<Arguments, Average, CurveReadings.Reading> reading) {

    private static final int DEFAULT_CAP = 1 << 20;

    private static final Parameter TASK = Parameter.choice(
                    "task", null, "what is classified", "binary", "multiclass", "multilabel")
            .mustBeGiven();
    private static final Parameter NUM_CLASSES =
            Parameter.integer("num_classes", null, "number of classes").atLeast(2);
    static final Parameter NUM_LABELS =
            Parameter.integer("num_labels", null, "number of labels").atLeast(2);
    private static final Parameter THRESHOLDS = Parameter.of(
            "thresholds",
            Parameter.Type.THRESHOLDS,
            null,
            "null for the exact curve, which remembers every distinct score; a number of equally spaced cut points or a"
                    + " list of them for counts of a fixed size");
    static final Parameter IGNORE_INDEX =
            Parameter.integer("ignore_index", null, "a target whose elements do not count");
    private static final Parameter NORMALIZATION = Parameter.choice(
            "normalization", "sigmoid", "null takes the scores as they are, on whatever scale", "sigmoid", "softmax");
    static final Parameter INPUT = Parameter.choice(
            "input", "probability", "what preds holds: scores in [0, 1], or logits", "probability", "logit");
    static final Parameter MAX_DISTINCT = Parameter.integer(
                    "max_distinct", DEFAULT_CAP, "the largest number of distinct scores of an exact curve")
            .atLeast(1);

    /** The four forms. */
    List<MetricDefinition> definitions() {
        return List.of(
                definition(Task.BINARY, "binary_", "Binary", binaryParameters()),
                definition(Task.MULTICLASS, "multiclass_", "Multiclass", parameters(NUM_CLASSES, multiclassAverage)),
                definition(Task.MULTILABEL, "multilabel_", "Multilabel", parameters(NUM_LABELS, multilabelAverage)),
                definition(null, "", "", dispatchedParameters()));
    }

    private MetricDefinition definition(
            @Nullable Task task, String prefix, String classPrefix, List<Parameter> parameters) {
        return MetricDefinition.of(prefix + name, arguments -> create(arguments, task))
                .torchMetrics(torchMetrics.isEmpty() ? "" : classPrefix + torchMetrics)
                .scikitLearn(scikitLearn)
                .summary(summary)
                .formula(formula)
                .undefinedWhen(undefined)
                .parameters(parameters)
                .takesWeights();
    }

    private Metric create(Arguments arguments, @Nullable Task declared) {
        Task task = declared == null ? arguments.choice("task", Task.class) : declared;
        CurveStatistic statistic = statistic(arguments, scoring(arguments, task));
        CurveReadings.Reading read = reading.apply(arguments, average(arguments, task));
        return Metric.of(arguments.metric(), statistic, higherIsBetter, memory -> read.read(statistic, memory));
    }

    private Average average(Arguments arguments, Task task) {
        Parameter average = task == Task.MULTICLASS ? multiclassAverage : multilabelAverage;
        if (task == Task.BINARY || average == null) {
            return Average.NONE;
        }
        Average chosen = arguments.choice("average", Average.class);
        if (chosen == Average.MICRO && !average.choices().contains("micro")) {
            throw arguments.refuse("'average' is 'micro'; expected one of " + String.join(", ", average.choices())
                    + " where the task is multiclass");
        }
        return chosen;
    }

    private static CurveStatistic statistic(Arguments arguments, Scoring scoring) {
        Object thresholds = arguments.get("thresholds");
        if (thresholds == null) {
            return new ExactScores(scoring, arguments.integer("max_distinct"));
        }
        return new BinnedScores(
                scoring,
                thresholds instanceof Integer count ? Cuts.spaced(count) : Cuts.of(arguments.numbers("thresholds")));
    }

    private static Scoring scoring(Arguments arguments, Task task) {
        boolean logits = arguments.text("input").equals("logit");
        int classes = switch (task) {
            case BINARY -> 1;
            case MULTICLASS -> width(arguments, "num_classes");
            case MULTILABEL -> width(arguments, "num_labels");
        };
        Normalization normalization =
                !logits ? Normalization.NONE : task == Task.MULTICLASS ? Normalization.SOFTMAX : Normalization.SIGMOID;
        if (arguments.asMap().containsKey("normalization")) {
            String given = arguments.textOrNull("normalization");
            if (given == null) {
                normalization = Normalization.RAW;
            } else if (logits && given.equals("softmax")) {
                throw arguments.refuse(
                        "'normalization' is 'softmax', which takes several classes; expected 'sigmoid', or"
                                + " null to take the logits as they are");
            }
        }
        return new Scoring(task, classes, normalization, arguments.integerOrNull("ignore_index"));
    }

    private static int width(Arguments arguments, String parameter) {
        Integer width = arguments.integerOrNull(parameter);
        if (width == null) {
            throw arguments.refuse("'" + parameter + "' is missing; give a whole number, at least 2");
        }
        return width;
    }

    private List<Parameter> binaryParameters() {
        List<Parameter> parameters = new ArrayList<>(binaryOnly);
        parameters.addAll(own);
        parameters.addAll(List.of(THRESHOLDS, IGNORE_INDEX, NORMALIZATION, INPUT, MAX_DISTINCT));
        return parameters;
    }

    private List<Parameter> parameters(Parameter width, @Nullable Parameter average) {
        List<Parameter> parameters = new ArrayList<>(List.of(width.mustBeGiven()));
        parameters.addAll(own);
        if (average != null) {
            parameters.add(average);
        }
        parameters.addAll(List.of(THRESHOLDS, IGNORE_INDEX, INPUT, MAX_DISTINCT));
        return parameters;
    }

    private List<Parameter> dispatchedParameters() {
        List<Parameter> parameters = new ArrayList<>(List.of(TASK, NUM_CLASSES, NUM_LABELS));
        parameters.addAll(binaryOnly);
        parameters.addAll(own);
        Parameter average = multilabelAverage == null ? multiclassAverage : multilabelAverage;
        if (average != null) {
            parameters.add(average);
        }
        parameters.addAll(List.of(THRESHOLDS, IGNORE_INDEX, INPUT, MAX_DISTINCT));
        return parameters;
    }
}
