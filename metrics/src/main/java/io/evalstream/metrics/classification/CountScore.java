package io.evalstream.metrics.classification;

import io.evalstream.metrics.classification.Average.LeftOut;
import io.evalstream.metrics.classification.Average.Score;
import io.evalstream.metrics.metric.Arguments;
import io.evalstream.metrics.metric.Confidence;
import io.evalstream.metrics.metric.Metric;
import io.evalstream.metrics.metric.Parameter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A score that is a quotient of true and false positives and negatives.
 *
 * @param parameters those it takes beside the ones that every task gives all scores
 * @param scores how it is computed for one class, given its arguments
 * @param trials of how many elements the score of one class is a share, or null where it is no such share
 * @param leavesOutNeverTrue whether its macro average over top-k predictions leaves out classes that are never true,
 *     rather than those never seen
 */
record CountScore(
        Description description,
        List<Parameter> parameters,
        Scores scores,
        @Nullable Trials trials,
        boolean leavesOutNeverTrue) {

    /** Makes a score from arguments. */
    @FunctionalInterface
    interface Scores {
        Score of(Arguments arguments, Task task);
    }

    /** The number of elements that a share is taken of. */
    @FunctionalInterface
    interface Trials {
        long of(Outcome outcome, Task task);
    }

    private static final Parameter BETA = Parameter.number("beta", null, "weight of recall against precision");
    private static final String UNDEFINED = "a quotient of zero by zero is zero_division";
    private static final String UNDEFINED_0 = "a quotient of zero by zero is 0";

    static final List<CountScore> ALL = List.of(
            new CountScore(
                    new Description(
                            "accuracy",
                            "Accuracy",
                            "accuracy_score",
                            true,
                            "How much of the predictions is right.",
                            "right / all; of one of several classes, tp / (tp + fn)",
                            UNDEFINED_0),
                    List.of(Confidence.WILSON),
                    (arguments, task) -> accuracy(task),
                    (of, task) -> task == Task.MULTICLASS ? of.actual() : of.total(),
                    true),
            new CountScore(
                    new Description(
                            "precision",
                            "Precision",
                            "precision_score",
                            true,
                            "How much of what was predicted is true.",
                            "tp / (tp + fp)",
                            UNDEFINED),
                    List.of(Confidence.WILSON),
                    (arguments, task) -> {
                        double zero = zeroDivision(arguments);
                        return of -> ratio(of.tp(), of.predicted(), zero);
                    },
                    (of, task) -> of.predicted(),
                    true),
            new CountScore(
                    new Description(
                            "recall",
                            "Recall",
                            "recall_score",
                            true,
                            "How much of what is true was predicted.",
                            "tp / (tp + fn)",
                            UNDEFINED),
                    List.of(Confidence.WILSON),
                    (arguments, task) -> {
                        double zero = zeroDivision(arguments);
                        return of -> ratio(of.tp(), of.actual(), zero);
                    },
                    (of, task) -> of.actual(),
                    true),
            new CountScore(
                    new Description(
                            "specificity",
                            "Specificity",
                            "",
                            true,
                            "How much of what is not true was not predicted.",
                            "tn / (tn + fp)",
                            UNDEFINED_0),
                    List.of(Confidence.WILSON),
                    (arguments, task) -> of -> ratio(of.tn(), of.tn() + of.fp(), 0),
                    (of, task) -> of.tn() + of.fp(),
                    false),
            new CountScore(
                    new Description(
                            "negative_predictive_value",
                            "NegativePredictiveValue",
                            "",
                            true,
                            "How much of what was not predicted is indeed not true.",
                            "tn / (tn + fn)",
                            UNDEFINED_0),
                    List.of(Confidence.WILSON),
                    (arguments, task) -> of -> ratio(of.tn(), of.tn() + of.fn(), 0),
                    (of, task) -> of.tn() + of.fn(),
                    true),
            new CountScore(
                    new Description(
                            "hamming_distance",
                            "HammingDistance",
                            "hamming_loss",
                            false,
                            "How much of the predictions is wrong.",
                            "1 - accuracy",
                            "where accuracy is a quotient of zero by zero, the distance is 1"),
                    List.of(Confidence.WILSON),
                    (arguments, task) -> {
                        Score accuracy = accuracy(task);
                        return of -> 1 - accuracy.of(of);
                    },
                    (of, task) -> task == Task.MULTICLASS ? of.actual() : of.total(),
                    false),
            new CountScore(
                    new Description(
                            "f1_score",
                            "F1Score",
                            "f1_score",
                            true,
                            "The harmonic mean of precision and recall.",
                            "2 tp / (2 tp + fn + fp)",
                            UNDEFINED),
                    List.of(),
                    (arguments, task) -> fbeta(1, zeroDivision(arguments)),
                    null,
                    false),
            new CountScore(
                    new Description(
                            "fbeta_score",
                            "FBetaScore",
                            "fbeta_score",
                            true,
                            "The harmonic mean of precision and recall, with recall weighted beta times as much.",
                            "(1 + beta^2) tp / ((1 + beta^2) tp + beta^2 fn + fp) (van Rijsbergen 1979)",
                            UNDEFINED),
                    List.of(BETA.mustBeGiven()),
                    (arguments, task) -> {
                        double beta = arguments.number("beta");
                        if (!(beta > 0)) {
                            throw arguments.refuse("'beta' is " + beta + "; expected a number above 0");
                        }
                        return fbeta(beta, zeroDivision(arguments));
                    },
                    null,
                    false));

    /** The metric over statistics of one task. */
    Metric metric(Arguments arguments, Task task, CountStatistic counts) {
        zeroDivision(arguments);
        Score score = scores.of(arguments, task);
        Confidence confidence = Confidence.of(arguments);
        if (confidence != null && trials != null) {
            return new ShareInterval(description.name(), task, score, trials, confidence)
                    .metric(arguments, counts, description.higherIsBetter());
        }
        if (task == Task.BINARY) {
            OutcomeReading only = classes -> new double[] {score.of(classes.get(0))};
            return only.overOrSamplewise(arguments, counts, description.higherIsBetter());
        }
        Average average = arguments.choice("average", Average.class);
        LeftOut leftOut = task == Task.MULTILABEL
                ? LeftOut.NONE
                : leavesOutNeverTrue && arguments.integer("top_k") > 1 ? LeftOut.NEVER_TRUE : LeftOut.UNSEEN;
        OutcomeReading averaged = classes -> average.of(classes, score, leftOut);
        return averaged.overOrSamplewise(
                arguments, counts, description.higherIsBetter(), shape(arguments, task, average));
    }

    /** Nothing, or the number of classes where each has its own score. */
    static int[] shape(Arguments arguments, Task task, Average average) {
        return average == Average.NONE
                ? new int[] {arguments.integer(task == Task.MULTICLASS ? "num_classes" : "num_labels")}
                : new int[0];
    }

    /** Parameters of the metric that is told its task; they have the defaults of that metric. */
    List<Parameter> dispatchingParameters() {
        return parameters.contains(BETA.mustBeGiven()) ? List.of(BETA.withDefault(1.0)) : parameters;
    }

    /** The value for a quotient of zero by zero. */
    static double zeroDivision(Arguments arguments) {
        double value = arguments.number("zero_division");
        if (value != 0 && value != 1) {
            throw arguments.refuse("'zero_division' is " + value + "; expected 0 or 1");
        }
        return value;
    }

    static double ratio(long part, long whole, double zeroDivision) {
        return ratio((double) part, (double) whole, zeroDivision);
    }

    static double ratio(double part, double whole, double zeroDivision) {
        return whole == 0 ? zeroDivision : part / whole;
    }

    private static Score accuracy(Task task) {
        return task == Task.MULTICLASS
                ? of -> ratio(of.tp(), of.actual(), 0)
                : of -> ratio(of.tp() + of.tn(), of.total(), 0);
    }

    static Score fbeta(double beta, double zeroDivision) {
        double squared = beta * beta;
        return of ->
                ratio((1 + squared) * of.tp(), (1 + squared) * of.tp() + squared * of.fn() + of.fp(), zeroDivision);
    }
}
