package io.evalstream.metrics.classification;

import io.evalstream.metrics.metric.Parameter;
import java.util.List;

/** Readings of how far the elements predicted as a class and those truly of it overlap. */
final class Jaccard {

    static final Description DESCRIPTION = new Description(
            "jaccard_index",
            "JaccardIndex",
            "jaccard_score",
            true,
            "How much of what is predicted or true is both.",
            "tp / (tp + fp + fn) (Jaccard 1912)",
            "a weighted average where no label is ever true; a quotient of zero by zero is zero_division");

    static final Parameter ZERO_DIVISION =
            Parameter.number("zero_division", 0.0, "value of a quotient of zero by zero");

    private Jaccard() {}

    /**
     * The index, or that of each class.
     *
     * @param ignored a class that no average takes in, or −1
     * @param leftOut classes that a macro average leaves out
     */
    static double[] read(
            List<Outcome> classes, Average average, int ignored, Average.LeftOut leftOut, double zeroDivision) {
        if (average == Average.NONE) {
            return classes.stream().mapToDouble(of -> index(of, zeroDivision)).toArray();
        }
        double numerator = 0;
        double denominator = 0;
        for (int i = 0; i < classes.size(); i++) {
            Outcome of = classes.get(i);
            if (average == Average.MICRO) {
                numerator += of.tp();
                denominator += i == ignored ? 0 : union(of);
            } else {
                double weight = average == Average.WEIGHTED ? of.actual() : i == ignored || leftOut.test(of) ? 0 : 1;
                numerator += weight * index(of, zeroDivision);
                denominator += weight;
            }
        }
        return new double[] {
            average == Average.MICRO ? CountScore.ratio(numerator, denominator, zeroDivision) : numerator / denominator
        };
    }

    static double index(Outcome of, double zeroDivision) {
        return CountScore.ratio(of.tp(), union(of), zeroDivision);
    }

    private static long union(Outcome of) {
        return of.tp() + of.fp() + of.fn();
    }
}
