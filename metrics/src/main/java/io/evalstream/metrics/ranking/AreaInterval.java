package io.evalstream.metrics.ranking;

import io.evalstream.metrics.metric.Arguments;
import io.evalstream.metrics.metric.Confidence;
import io.evalstream.metrics.metric.Interval;
import io.evalstream.metrics.metric.Value;
import io.evalstream.metrics.state.Dyadic;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The area under a ROC curve with the interval of DeLong, DeLong and Clarke-Pearson (Biometrics 44, 1988).
 *
 * <p>The area is the mean over positives of the share of negatives that score lower, ties counting half, and as much the mean
 * over negatives of the share of positives that score higher. Its variance is that of the first shares by the number of
 * positives, and that of the second by the number of negatives. Rows with equal scores have equal shares, so a curve says
 * all that is needed; that of binned scores takes all in one bin as tied.
 */
final class AreaInterval {

    private AreaInterval() {}

    /** A reading of areas with their intervals: one, or one for each class. */
    static CurveReadings.Reading reading(Arguments arguments, Average average, boolean partial, Confidence confidence) {
        if (partial) {
            throw arguments.refuse("'confidence' and 'max_fpr' are both given; a partial area has no interval in closed"
                    + " form, so give confidence: null, or max_fpr: null");
        }
        if (average != Average.NONE) {
            throw arguments.refuse("'confidence' is given and 'average' is '" + arguments.text("average")
                    + "', which has no interval in closed form; give confidence: null, or average: none");
        }
        return (statistic, memory) -> {
            Curve[] curves = statistic.curves(memory);
            if (Arrays.stream(curves).allMatch(CurveReadings::isEmpty)) {
                return CurveReadings.empty();
            }
            return statistic.scoring().task() == Task.BINARY
                    ? value(curves[0], confidence)
                    : Value.byIndex(Arrays.stream(curves)
                            .map(curve -> value(curve, confidence))
                            .toList());
        };
    }

    private static Value value(Curve curve, Confidence confidence) {
        if (CurveReadings.isEmpty(curve)) {
            return CurveReadings.empty();
        }
        double area = Areas.roc(curve);
        return Value.scalar(area, interval(curve, area, confidence));
    }

    /** Null where there are not two positives and two negatives, from which variances can be told. */
    private static @Nullable Interval interval(Curve curve, double area, Confidence confidence) {
        if (curve.positives() < 2 || curve.negatives() < 2) {
            return null;
        }
        Interval unbounded =
                confidence.normal(area, Math.sqrt(variance(curve)), curve.isExact() ? "delong" : "delong_binned");
        return new Interval(
                Math.max(0, unbounded.lower()), Math.min(1, unbounded.upper()), unbounded.level(), unbounded.method());
    }

    private static double variance(Curve curve) {
        long positives = curve.positives();
        long negatives = curve.negatives();
        Spread ofPositives = new Spread(positives, negatives);
        Spread ofNegatives = new Spread(negatives, positives);
        long positivesAbove = 0;
        long negativesAbove = 0;
        // Cut points are in the order in which they were given, and the lowest need not reach all scores.
        int[] descending = IntStream.range(0, curve.points())
                .boxed()
                .sorted(Comparator.comparingDouble(curve::threshold).reversed())
                .mapToInt(Integer::intValue)
                .toArray();
        for (int i = 0; i <= descending.length; i++) {
            boolean rest = i == descending.length;
            long tiedPositives = (rest ? positives : curve.truePositives(descending[i])) - positivesAbove;
            long tiedNegatives = (rest ? negatives : curve.falsePositives(descending[i])) - negativesAbove;
            ofPositives.add(tiedPositives, 2 * (negatives - negativesAbove - tiedNegatives) + tiedNegatives);
            ofNegatives.add(tiedNegatives, 2 * positivesAbove + tiedPositives);
            positivesAbove += tiedPositives;
            negativesAbove += tiedNegatives;
        }
        return ofPositives.varianceOfMean() + ofNegatives.varianceOfMean();
    }

    /** Rows of one side, each with twice the number of rows of the other side that it is ordered rightly with. */
    private static final class Spread {

        private final long rows;
        private final long others;
        private Dyadic sum = Dyadic.ZERO;
        private Dyadic squares = Dyadic.ZERO;

        Spread(long rows, long others) {
            this.rows = rows;
            this.others = others;
        }

        void add(long count, long twiceRight) {
            Dyadic added = Dyadic.of(twiceRight).times(count);
            sum = sum.plus(added);
            squares = squares.plus(added.times(twiceRight));
        }

        /** The sample variance of the shares of the others, by the number of rows. */
        double varianceOfMean() {
            Dyadic spread = squares.times(rows).minus(sum.squared());
            Dyadic scale = Dyadic.of(others).squared().times(4);
            return spread.dividedBy(scale.times(rows).times(rows).times(rows - 1));
        }
    }
}
