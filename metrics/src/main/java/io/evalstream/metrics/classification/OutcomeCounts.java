package io.evalstream.metrics.classification;

import io.evalstream.metrics.metric.Arguments;
import io.evalstream.metrics.metric.Metric;
import java.util.List;

/** The outcomes themselves as a metric: true positives, false positives, true negatives, false negatives, support. */
final class OutcomeCounts {

    static final Description DESCRIPTION = new Description(
            "stat_scores",
            "StatScores",
            "",
            null,
            "The counts that the other scores are made of: tp, fp, tn, fn and support.",
            "tp, fp, tn, fn, tp + fn",
            "with weighted averages, each is NaN where no label is ever true");

    private static final int NUMBERS = 5;

    private OutcomeCounts() {}

    static Metric metric(Arguments arguments, Task task, CountStatistic counts) {
        CountScore.zeroDivision(arguments);
        Average average = task == Task.BINARY ? Average.MICRO : arguments.choice("average", Average.class);
        OutcomeReading reading = classes -> read(classes, average, arguments.unit());
        int[] shape = average == Average.NONE
                ? new int[] {CountScore.shape(arguments, task, average)[0], NUMBERS}
                : new int[] {NUMBERS};
        return reading.overOrSamplewise(arguments, counts, null, shape);
    }

    private static double[] read(List<Outcome> classes, Average average, double unit) {
        double[] numbers = new double[average == Average.NONE ? classes.size() * NUMBERS : NUMBERS];
        double support = classes.stream().mapToDouble(Outcome::actual).sum();
        for (int i = 0; i < classes.size(); i++) {
            Outcome of = classes.get(i);
            double weight = unit
                    * switch (average) {
                        case MICRO, NONE -> 1;
                        case MACRO -> 1.0 / classes.size();
                        case WEIGHTED -> of.actual() / support;
                    };
            int at = average == Average.NONE ? i * NUMBERS : 0;
            numbers[at] += weight * of.tp();
            numbers[at + 1] += weight * of.fp();
            numbers[at + 2] += weight * of.tn();
            numbers[at + 3] += weight * of.fn();
            numbers[at + 4] += weight * of.actual();
        }
        return numbers;
    }
}
