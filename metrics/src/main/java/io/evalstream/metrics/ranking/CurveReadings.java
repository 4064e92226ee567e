package io.evalstream.metrics.ranking;

import io.evalstream.metrics.metric.Value;
import io.evalstream.metrics.state.Memory;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** What a curve metric says, given the statistic that remembers its elements. */
final class CurveReadings {

    /** From what a statistic remembers to a value. */
    @FunctionalInterface
    interface Reading {
        Value read(CurveStatistic statistic, Memory memory);
    }

    private CurveReadings() {}

    /** A number for each curve, averaged. */
    static Reading number(Average average, ToDoubleFunction<Curve> of) {
        return number(average, of, task -> of);
    }

    /**
     * Average precision. Without positives it is 0, as in TorchMetrics and scikit-learn; but a class that is absent from
     * all targets is left out of the average of several classes, whether the curves are exact or binned.
     */
    static Reading averagePrecision(Average average) {
        return number(
                average,
                curve -> Areas.averagePrecision(curve, 0.0),
                task -> curve -> Areas.averagePrecision(curve, task == Task.MULTICLASS ? Double.NaN : 0.0));
    }

    private static Reading number(
            Average average, ToDoubleFunction<Curve> ofPooled, Function<Task, ToDoubleFunction<Curve>> ofTask) {
        return (statistic, memory) -> {
            Task task = statistic.scoring().task();
            if (task == Task.BINARY || average == Average.MICRO) {
                Curve curve = statistic.pooled(memory);
                return isEmpty(curve) ? empty() : Value.scalar(ofPooled.applyAsDouble(curve));
            }
            ToDoubleFunction<Curve> of = ofTask.apply(task);
            Curve[] curves = statistic.curves(memory);
            if (Arrays.stream(curves).allMatch(CurveReadings::isEmpty)) {
                return empty();
            }
            double[] values = new double[curves.length];
            for (int i = 0; i < values.length; i++) {
                boolean missing = curves[i].isExact() && isEmpty(curves[i]);
                if (missing && average != Average.NONE) {
                    return Value.undefined(Value.Code.DEGENERATE, "every target of label " + i + " is ignored");
                }
                values[i] = missing ? Double.NaN : of.applyAsDouble(curves[i]);
            }
            return average.of(values, curves);
        };
    }

    /** The equal error rate; that of the mean curve for a macro average. */
    static Reading equalErrorRate(Average average) {
        if (average != Average.MACRO) {
            return number(average, OperatingPoints::equalErrorRate);
        }
        return (statistic, memory) -> {
            Curve[] curves = statistic.curves(memory);
            return Arrays.stream(curves).allMatch(CurveReadings::isEmpty)
                    ? empty()
                    : Value.scalar(
                            RateCurve.meanRoc(rates(curves, RateCurve::roc)).equalErrorRate());
        };
    }

    /** ROC curves. */
    static Reading roc(Average average) {
        return curve(average, "fpr", "tpr", task -> RateCurve::roc, RateCurve::meanRoc);
    }

    /** Detection error tradeoff curves. */
    static Reading detectionError() {
        return curve(Average.NONE, "fpr", "fnr", task -> RateCurve::detectionError, RateCurve::mean);
    }

    /** Precision-recall curves. */
    static Reading precisionRecall(Average average) {
        return curve(
                average,
                "precision",
                "recall",
                task -> curve -> RateCurve.precisionRecall(curve, task),
                RateCurve::mean);
    }

    /** An operating point of each curve. */
    static Reading operatingPoint(String rate, OperatingPoints.Finder finder, double least) {
        return (statistic, memory) -> {
            Task task = statistic.scoring().task();
            Curve[] curves = statistic.curves(memory);
            if (Arrays.stream(curves).allMatch(CurveReadings::isEmpty)) {
                return empty();
            }
            double[] rates = new double[curves.length];
            double[] thresholds = new double[curves.length];
            for (int i = 0; i < curves.length; i++) {
                OperatingPoints.Point point = finder.find(curves[i], task, least);
                rates[i] = point.rate();
                thresholds[i] = point.threshold();
            }
            return task == Task.BINARY
                    ? named(rate, Value.scalar(rates[0]), "threshold", threshold(thresholds[0]))
                    : named(rate, Value.vector(rates), "threshold", Value.vector(thresholds));
        };
    }

    private static Reading curve(
            Average average,
            String first,
            String second,
            Function<Task, Function<Curve, RateCurve>> rates,
            Function<RateCurve[], RateCurve> mean) {
        return (statistic, memory) -> {
            Task task = statistic.scoring().task();
            if (task == Task.BINARY || average == Average.MICRO) {
                Curve pooled = statistic.pooled(memory);
                return isEmpty(pooled)
                        ? empty()
                        : named(first, second, rates.apply(Task.BINARY).apply(pooled));
            }
            Curve[] curves = statistic.curves(memory);
            if (Arrays.stream(curves).allMatch(CurveReadings::isEmpty)) {
                return empty();
            }
            RateCurve[] all = rates(curves, rates.apply(task));
            if (average == Average.MACRO) {
                return named(first, second, mean.apply(all));
            }
            return curves[0].isExact() ? byClass(first, second, all) : table(first, second, all);
        };
    }

    /** Exact curves have as many points as there are distinct scores, so each class has vectors of its own length. */
    private static Value byClass(String first, String second, RateCurve[] curves) {
        return named(
                first,
                byClass(curves, RateCurve::first),
                second,
                byClass(curves, RateCurve::second),
                "thresholds",
                byClass(curves, RateCurve::thresholds));
    }

    private static Value byClass(RateCurve[] curves, Function<RateCurve, double[]> part) {
        Map<String, Value> vectors = new LinkedHashMap<>();
        for (int i = 0; i < curves.length; i++) {
            vectors.put(Integer.toString(i), Value.vector(part.apply(curves[i])));
        }
        return new Value.Named(vectors);
    }

    /** Binned curves share their thresholds: a matrix with a row for each class. */
    private static Value table(String first, String second, RateCurve[] curves) {
        return named(
                first,
                table(curves, RateCurve::first),
                second,
                table(curves, RateCurve::second),
                "thresholds",
                Value.vector(curves[0].thresholds()));
    }

    private static Value table(RateCurve[] curves, Function<RateCurve, double[]> part) {
        double[] values =
                Arrays.stream(curves).map(part).flatMapToDouble(Arrays::stream).toArray();
        return Value.matrix(curves.length, values.length / curves.length, values);
    }

    private static Value named(String first, String second, RateCurve curve) {
        return named(
                first,
                Value.vector(curve.first()),
                second,
                Value.vector(curve.second()),
                "thresholds",
                Value.vector(curve.thresholds()));
    }

    private static Value named(Object... namesAndValues) {
        Map<String, Value> values = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            values.put((String) namesAndValues[i], (Value) namesAndValues[i + 1]);
        }
        return new Value.Named(values);
    }

    private static RateCurve[] rates(Curve[] curves, Function<Curve, RateCurve> of) {
        return Arrays.stream(curves).map(of).toArray(RateCurve[]::new);
    }

    private static Value threshold(double threshold) {
        return Double.isNaN(threshold)
                ? Value.undefined(Value.Code.DEGENERATE, "no threshold reaches the bound with a rate above 0")
                : Value.scalar(threshold);
    }

    static boolean isEmpty(Curve curve) {
        return curve.positives() == 0 && curve.negatives() == 0;
    }

    static Value empty() {
        return Value.undefined(Value.Code.EMPTY, "no element was counted");
    }
}
