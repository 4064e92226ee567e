package io.evalstream.metrics.ranking;

import io.evalstream.metrics.metric.Value;

/** How the values of several classes become one. */
enum Average {
    /** They do not: a value for each class. */
    NONE,
    /** The elements of all classes make one curve. */
    MICRO,
    /** The mean over classes; one whose value is not a number is left out. */
    MACRO,
    /** The mean over classes weighted by their positives; one whose value is not a number is left out. */
    WEIGHTED;

    /** The average of values that each stand for one class; not for {@link #MICRO}. */
    Value of(double[] values, Curve[] curves) {
        if (this == NONE) {
            return Value.vector(values);
        }
        double sum = 0;
        double weights = 0;
        boolean any = false;
        for (int i = 0; i < values.length; i++) {
            if (!Double.isNaN(values[i])) {
                double weight = this == WEIGHTED ? curves[i].positives() : 1.0;
                sum += weight * values[i];
                weights += weight;
                any = true;
            }
        }
        if (!any) {
            return Value.undefined(Value.Code.DEGENERATE, "no class has a value of its own");
        }
        return Value.scalar(weights == 0 ? 0.0 : sum / weights);
    }
}
