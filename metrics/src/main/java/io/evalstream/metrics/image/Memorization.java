package io.evalstream.metrics.image;

import io.evalstream.metrics.metric.Value;
import java.util.List;

/**
 * A Fréchet distance made larger where images were memorised: divided by how far real rows are from the nearest other row, by
 * angle, on average (Bai, Lin, Raffel and Kan, KDD 2021).
 *
 * @param epsilon a mean distance from here on says that nothing was memorised, and counts as one
 */
record Memorization(double epsilon) {

    private static final double NEGLIGIBLE = 1e-8;
    /** Keeps the quotient finite where every real row has its copy. */
    private static final double SMALLEST = 10e-15;

    Value of(Value distance, List<FeatureRows.Kept> real, List<FeatureRows.Kept> other) {
        if (!(distance instanceof Value.Scalar scalar)) {
            return distance;
        }
        double operations = (double) real.size() * other.size() * real.get(0).features().length;
        if (operations > FeatureRows.MOST_OPERATIONS) {
            return Value.undefined(
                    Value.Code.OVERFLOW,
                    "the distances of all pairs of rows take about " + Math.rint(operations / 1e9)
                            + " billion steps; take a shorter window");
        }
        double nearest = meanNearest(directions(real), directions(other));
        double divisor = nearest < epsilon ? nearest : 1;
        return scalar.value() > NEGLIGIBLE ? Value.scalar(scalar.value() / (divisor + SMALLEST)) : Value.scalar(0);
    }

    private static double meanNearest(List<double[]> real, List<double[]> other) {
        double sum = 0;
        for (double[] one : real) {
            double nearest = Double.POSITIVE_INFINITY;
            for (double[] another : other) {
                nearest = Math.min(nearest, 1 - Math.abs(product(one, another)));
            }
            sum += nearest;
        }
        return sum / real.size();
    }

    /** Rows of length one; those whose features add up to zero are left out. */
    private static List<double[]> directions(List<FeatureRows.Kept> rows) {
        return rows.stream()
                .map(FeatureRows.Kept::features)
                .filter(Memorization::hasSum)
                .map(Memorization::direction)
                .toList();
    }

    private static boolean hasSum(float[] features) {
        double sum = 0;
        for (float feature : features) {
            sum += feature;
        }
        return sum != 0;
    }

    private static double[] direction(float[] features) {
        double length = Math.sqrt(FeatureRows.product(features, features));
        double[] direction = new double[features.length];
        for (int i = 0; i < direction.length; i++) {
            direction[i] = features[i] / length;
        }
        return direction;
    }

    private static double product(double[] left, double[] right) {
        double sum = 0;
        for (int i = 0; i < left.length; i++) {
            sum += left[i] * right[i];
        }
        return sum;
    }
}
