package io.evalstream.metrics.classification;

import io.evalstream.metrics.classification.Average.LeftOut;
import io.evalstream.metrics.classification.Average.Score;
import io.evalstream.metrics.metric.Arguments;
import io.evalstream.metrics.metric.Metric;
import io.evalstream.metrics.metric.MetricDefinition;
import io.evalstream.metrics.metric.Parameter;
import io.evalstream.metrics.metric.Value;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Precision, recall, F and support side by side: of each class, and averaged. */
final class ScoreReport {

    private static final Parameter BETA = Parameter.number("beta", 1.0, "weight of recall against precision");
    private static final Parameter AVERAGE = Options.AVERAGE.withDefault("none");
    private static final Parameter TARGET_NAMES = Parameter.of(
            "target_names", Parameter.Type.TEXTS, null, "names of the classes in their order; else their numbers");

    private static final Description SCORES = new Description(
            "precision_recall_fscore_support",
            "",
            "precision_recall_fscore_support",
            null,
            "Precision, recall, F and support at once: of each class, or averaged.",
            "tp / (tp + fp); tp / (tp + fn); (1 + beta^2) tp / ((1 + beta^2) tp + beta^2 fn + fp); tp + fn. An average"
                    + " has no support",
            "a quotient of zero by zero is zero_division");

    private static final Description REPORT = new Description(
            "classification_report",
            "",
            "classification_report",
            null,
            "Precision, recall, F1 and support of each class, and their averages.",
            "as each by itself. Of one class of several: accuracy, macro and weighted average; of several labels: micro,"
                    + " macro and weighted average. Classes that are neither true nor predicted are left out of the macro"
                    + " average",
            "a quotient of zero by zero is zero_division");

    /** Names in a report that are not those of classes. */
    private static final Set<String> AVERAGES = Set.of("accuracy", "micro_avg", "macro_avg", "weighted_avg");

    /** Where the outcomes of each class come from, and which classes a mean leaves out. */
    private record Classes(Task task, CountStatistic counts, LeftOut leftOut) {

        static Classes of(Task task, Arguments arguments) {
            return switch (task) {
                case BINARY -> new Classes(task, BinaryClassification.confusion(arguments), LeftOut.UNSEEN);
                case MULTICLASS -> new Classes(task, new ClassCounts(ClassColumns.of(arguments), 1), LeftOut.UNSEEN);
                case MULTILABEL -> new Classes(task, new LabelCounts(LabelColumns.multilabel(arguments)), LeftOut.NONE);
            };
        }

        /** Those of no and of yes for a binary task. */
        List<Outcome> read(long[] words) {
            List<Outcome> read = counts.outcomes(words);
            return task == Task.BINARY ? List.of(read.get(0).complement(), read.get(0)) : read;
        }

        int number() {
            return read(new long[counts.words()]).size();
        }
    }

    /** The three scores. */
    private record Scores(Score precision, Score recall, Score f) {

        static Scores of(double beta, double zero) {
            return new Scores(
                    of -> CountScore.ratio(of.tp(), of.predicted(), zero),
                    of -> CountScore.ratio(of.tp(), of.actual(), zero),
                    CountScore.fbeta(beta, zero));
        }
    }

    private ScoreReport() {}

    static List<MetricDefinition> definitions() {
        List<Parameter> ofScores = List.of(BETA, AVERAGE, Options.ZERO_DIVISION);
        List<Parameter> ofReports = List.of(TARGET_NAMES, Options.ZERO_DIVISION);
        return List.of(
                SCORES.of(Task.BINARY, binary(List.of(BETA, Options.ZERO_DIVISION)), with -> scores(Task.BINARY, with)),
                SCORES.of(Task.MULTICLASS, multiclass(ofScores), with -> scores(Task.MULTICLASS, with)),
                SCORES.of(Task.MULTILABEL, multilabel(ofScores), with -> scores(Task.MULTILABEL, with)),
                SCORES.dispatching(
                        Map.of(
                                Task.BINARY, with -> scores(Task.BINARY, with),
                                Task.MULTICLASS, with -> scores(Task.MULTICLASS, with),
                                Task.MULTILABEL, with -> scores(Task.MULTILABEL, with)),
                        dispatched(ofScores)),
                REPORT.of(Task.BINARY, binary(ofReports), with -> report(Task.BINARY, with)),
                REPORT.of(Task.MULTICLASS, multiclass(ofReports), with -> report(Task.MULTICLASS, with)),
                REPORT.of(Task.MULTILABEL, multilabel(ofReports), with -> report(Task.MULTILABEL, with)),
                REPORT.dispatching(
                        Map.of(
                                Task.BINARY, with -> report(Task.BINARY, with),
                                Task.MULTICLASS, with -> report(Task.MULTICLASS, with),
                                Task.MULTILABEL, with -> report(Task.MULTILABEL, with)),
                        dispatched(ofReports)));
    }

    private static List<Parameter> binary(List<Parameter> own) {
        return Options.join(own, BinaryClassification.LABELS);
    }

    private static List<Parameter> multiclass(List<Parameter> own) {
        return Options.join(own, List.of(Options.NUM_CLASSES.mustBeGiven(), Options.IGNORE_INDEX, Options.INPUT));
    }

    private static List<Parameter> multilabel(List<Parameter> own) {
        return Options.join(own, List.of(Options.NUM_LABELS.mustBeGiven()), BinaryClassification.LABELS);
    }

    private static List<Parameter> dispatched(List<Parameter> own) {
        return Options.join(own, List.of(Options.NUM_CLASSES, Options.NUM_LABELS), BinaryClassification.LABELS);
    }

    /** Of the positive class for a binary task, as in scikit-learn. */
    private static Metric scores(Task task, Arguments arguments) {
        double beta = arguments.number("beta");
        if (!(beta > 0)) {
            throw arguments.refuse("'beta' is " + beta + "; expected a number above 0");
        }
        Classes classes = Classes.of(task, arguments);
        Scores scores = Scores.of(beta, CountScore.zeroDivision(arguments));
        Average average = task == Task.BINARY ? Average.MICRO : arguments.choice("average", Average.class);
        return Metric.of(arguments.metric(), classes.counts(), null, memory -> {
            List<Outcome> outcomes = classes.counts().outcomes(memory.counts(0));
            Map<String, Value> named = new LinkedHashMap<>();
            named.put("precision", value(average, outcomes, scores.precision(), classes.leftOut()));
            named.put("recall", value(average, outcomes, scores.recall(), classes.leftOut()));
            named.put("fscore", value(average, outcomes, scores.f(), classes.leftOut()));
            if (average == Average.NONE || task == Task.BINARY) {
                named.put("support", value(average, outcomes, Outcome::actual, classes.leftOut()));
            }
            return new Value.Named(named);
        });
    }

    private static Value value(Average average, List<Outcome> classes, Score score, LeftOut leftOut) {
        double[] numbers = average.of(classes, score, leftOut);
        return average == Average.NONE ? Value.vector(numbers) : Value.scalar(numbers[0]);
    }

    private static Metric report(Task task, Arguments arguments) {
        Classes classes = Classes.of(task, arguments);
        List<String> names = names(arguments, classes.number());
        Scores scores = Scores.of(1, CountScore.zeroDivision(arguments));
        return Metric.of(arguments.metric(), classes.counts(), null, memory -> {
            List<Outcome> outcomes = classes.read(memory.counts(0));
            Map<String, Value> named = new LinkedHashMap<>();
            for (int i = 0; i < outcomes.size(); i++) {
                named.put(names.get(i), row(Average.MICRO, List.of(outcomes.get(i)), scores, classes.leftOut()));
            }
            if (task == Task.MULTILABEL) {
                named.put("micro_avg", row(Average.MICRO, outcomes, scores, classes.leftOut()));
            } else {
                // Of all classes together, what is right is the recall.
                named.put("accuracy", value(Average.MICRO, outcomes, scores.recall(), classes.leftOut()));
            }
            named.put("macro_avg", row(Average.MACRO, outcomes, scores, classes.leftOut()));
            named.put("weighted_avg", row(Average.WEIGHTED, outcomes, scores, classes.leftOut()));
            return new Value.Named(named);
        });
    }

    private static Value row(Average average, List<Outcome> classes, Scores scores, LeftOut leftOut) {
        Map<String, Value> named = new LinkedHashMap<>();
        named.put("precision", value(average, classes, scores.precision(), leftOut));
        named.put("recall", value(average, classes, scores.recall(), leftOut));
        named.put("f1_score", value(average, classes, scores.f(), leftOut));
        named.put("support", value(Average.MICRO, classes, Outcome::actual, leftOut));
        return new Value.Named(named);
    }

    private static List<String> names(Arguments arguments, int classes) {
        if (!arguments.has("target_names")) {
            return java.util.stream.IntStream.range(0, classes)
                    .mapToObj(Integer::toString)
                    .toList();
        }
        List<String> names = arguments.texts("target_names");
        Set<String> distinct = new HashSet<>(names);
        distinct.removeAll(AVERAGES);
        if (names.size() != classes || distinct.size() != classes) {
            throw arguments.refuse("'target_names' is " + names + "; expected " + classes
                    + " different names, none of them among " + new java.util.TreeSet<>(AVERAGES));
        }
        return names;
    }
}
