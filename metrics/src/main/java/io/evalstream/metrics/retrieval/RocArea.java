package io.evalstream.metrics.retrieval;

import io.evalstream.metrics.metric.Hypergeometric;
import io.evalstream.metrics.retrieval.Query.Tied;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Area under the ROC curve of a query's first documents; 0 where all or none of them are relevant. Documents of relevance
 * one are positives, tied ones share a point of the curve.
 *
 * @param topK documents that count, or null for all
 * @param maxFpr the false positive rate up to which the area counts, or null for all of it
 */
record RocArea(@Nullable Integer topK, @Nullable Double maxFpr) implements Measure {

    @Override
    public double of(Query query) {
        Points points = new Points();
        long left = Measure.cut(topK, query);
        for (Tied tied : query.ranked()) {
            if (left < tied.documents()) {
                long drawn = left;
                return new Hypergeometric(tied.documents(), tied.full(), drawn)
                        .expectation(positives -> points.with(positives, drawn - positives, this::area));
            }
            points.add(tied.full(), tied.documents() - tied.full());
            left -= tied.documents();
        }
        return area(points);
    }

    private double area(Points points) {
        if (points.positives == 0 || points.negatives == 0) {
            return 0;
        }
        return maxFpr == null || maxFpr == 1 ? points.area() : points.standardisedArea(maxFpr);
    }

    /** The curve, a point for each score. */
    private static final class Points {
        private final List<long[]> steps = new ArrayList<>();
        private long positives;
        private long negatives;
        /** Pairs of a positive and a negative that are in the right order, and half of those that are tied. */
        private double ordered;

        void add(long morePositives, long moreNegatives) {
            steps.add(new long[] {morePositives, moreNegatives});
            ordered += moreNegatives * (positives + morePositives / 2.0);
            positives += morePositives;
            negatives += moreNegatives;
        }

        /** Reads the curve with one more point, which is taken away again. */
        double with(long morePositives, long moreNegatives, ToDoubleFunction<Points> reading) {
            double before = ordered;
            add(morePositives, moreNegatives);
            double value = reading.applyAsDouble(this);
            steps.remove(steps.size() - 1);
            positives -= morePositives;
            negatives -= moreNegatives;
            ordered = before;
            return value;
        }

        double area() {
            return ordered / ((double) positives * negatives);
        }

        /** The area up to a false positive rate, scaled so that chance is 1/2 and perfection 1 (McClish 1989). */
        double standardisedArea(double limit) {
            double area = 0;
            double x = 0;
            double y = 0;
            long truePositives = 0;
            long falsePositives = 0;
            for (long[] step : steps) {
                truePositives += step[0];
                falsePositives += step[1];
                double nextX = (double) falsePositives / negatives;
                double nextY = (double) truePositives / positives;
                if (nextX > limit) {
                    double height = y + (limit - x) / (nextX - x) * (nextY - y);
                    area += (limit - x) * (y + height) / 2;
                    break;
                }
                area += (nextX - x) * (y + nextY) / 2;
                x = nextX;
                y = nextY;
            }
            double chance = limit * limit / 2;
            return (1 + (area - chance) / (limit - chance)) / 2;
        }
    }
}
