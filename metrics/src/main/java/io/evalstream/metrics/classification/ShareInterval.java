package io.evalstream.metrics.classification;

import io.evalstream.metrics.classification.Average.Score;
import io.evalstream.metrics.metric.Arguments;
import io.evalstream.metrics.metric.Confidence;
import io.evalstream.metrics.metric.Metric;
import io.evalstream.metrics.metric.Value;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A score with Wilson's interval, where the score is the share of some of independent elements: of a binary task, of one
 * class or label, or of all elements of a multiclass task. Means over classes are no such shares, and neither are those in
 * which an element counts once for each class or label.
 */
record ShareInterval(String score, Task task, Score share, CountScore.Trials trials, Confidence confidence) {

    /** Scores that, over all classes together, count an element once. */
    private static final Set<String> ONCE_AN_ELEMENT = Set.of("accuracy", "precision", "recall", "hamming_distance");

    Metric metric(Arguments arguments, CountStatistic counts, @Nullable Boolean higherIsBetter) {
        if (arguments.text("multidim_average").equals("samplewise")) {
            throw arguments.refuse("'confidence' is given and 'multidim_average' is 'samplewise', which is a value for"
                    + " each row; give confidence: null, or multidim_average: global");
        }
        Average average = task == Task.BINARY ? Average.MICRO : arguments.choice("average", Average.class);
        boolean shares = average == Average.NONE
                || (average == Average.MICRO
                        && (task == Task.BINARY || (task == Task.MULTICLASS && ONCE_AN_ELEMENT.contains(score))));
        if (!shares) {
            throw arguments.refuse("'confidence' is given, but the " + arguments.text("average") + " average of "
                    + score + " is no share of independent elements, and has no interval in closed form; give"
                    + " confidence: null, or average: none");
        }
        return Metric.of(arguments.metric(), counts, higherIsBetter, memory -> {
            List<Outcome> classes = counts.outcomes(memory.counts(0));
            return average == Average.NONE
                    ? Value.byIndex(classes.stream().map(this::value).toList())
                    : value(classes.stream().reduce(new Outcome(0, 0, 0, 0), Outcome::plus));
        });
    }

    private Value value(Outcome of) {
        double value = share.of(of);
        return Value.scalar(value, confidence.wilson(value, trials.of(of, task)));
    }
}
