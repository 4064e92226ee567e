package io.evalstream.metrics.image;

/** Means, variances and covariance of two channels at every place of a filter. */
final class LocalMoments {

    private final double[] firstMean;
    private final double[] secondMean;
    private final double[] firstVariance;
    private final double[] secondVariance;
    private final double[] covariance;

    /** The channels, of one size, begin at an element of each array. */
    LocalMoments(SeparableFilter filter, double[] first, int firstFrom, double[] second, int secondFrom, Size size) {
        int area = size.area();
        double[] squares = new double[area];
        double[] others = new double[area];
        double[] products = new double[area];
        for (int i = 0; i < area; i++) {
            double one = first[firstFrom + i];
            double other = second[secondFrom + i];
            squares[i] = one * one;
            others[i] = other * other;
            products[i] = one * other;
        }
        firstMean = filter.apply(first, firstFrom, size);
        secondMean = filter.apply(second, secondFrom, size);
        firstVariance = filter.apply(squares, 0, size);
        secondVariance = filter.apply(others, 0, size);
        covariance = filter.apply(products, 0, size);
        for (int i = 0; i < firstMean.length; i++) {
            firstVariance[i] = variance(firstVariance[i], firstMean[i]);
            secondVariance[i] = variance(secondVariance[i], secondMean[i]);
            covariance[i] -= firstMean[i] * secondMean[i];
        }
    }

    /** Number of places. */
    int length() {
        return firstMean.length;
    }

    double firstMean(int place) {
        return firstMean[place];
    }

    double secondMean(int place) {
        return secondMean[place];
    }

    /** Not negative, though rounding may make the difference it is so. */
    double firstVariance(int place) {
        return firstVariance[place];
    }

    double secondVariance(int place) {
        return secondVariance[place];
    }

    double covariance(int place) {
        return covariance[place];
    }

    private static double variance(double square, double mean) {
        double variance = square - mean * mean;
        // Written so that NaN stays.
        return variance < 0 ? 0 : variance;
    }
}
