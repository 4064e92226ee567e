package io.evalstream.metrics.detection;

import io.evalstream.metrics.metric.Arguments;
import io.evalstream.metrics.metric.Metric;
import io.evalstream.metrics.metric.MetricDefinition;
import io.evalstream.metrics.metric.Parameter;
import io.evalstream.metrics.metric.Value;
import io.evalstream.metrics.state.Memory;
import java.util.List;
import java.util.function.Function;

/** Panoptic quality: how well pixels are divided into things and stuff. */
final class PanopticMetrics {

    private static final Parameter THINGS = categories("things", "categories whose instances are told apart");
    private static final Parameter STUFFS = categories("stuffs", "categories without instances");
    private static final Parameter UNKNOWN = Parameter.flag(
            "allow_unknown_preds_category",
            false,
            "whether predicted pixels of other categories count nowhere; else such an image is rejected");
    private static final String ROW = "A row is an image: preds and target hold, for each pixel, its category and its"
            + " instance; true pixels of other categories count nowhere";

    private PanopticMetrics() {}

    static MetricDefinition quality() {
        return MetricDefinition.of("panoptic_quality", PanopticMetrics::quality)
                .torchMetrics("PanopticQuality")
                .summary("How well segments of things and stuff are found and outlined.")
                .formula("Σ IoU / (TP + FP/2 + FN/2) of each category, averaged over those that occur; segments match"
                        + " where their IoU is above 1/2 (Kirillov, He, Girshick, Rother, Dollár, CVPR 2019). " + ROW)
                .undefinedWhen("no segment of a known category occurs")
                .parameters(List.of(
                        THINGS,
                        STUFFS,
                        UNKNOWN,
                        Parameter.flag(
                                "return_sq_and_rq",
                                false,
                                "whether quality is followed by that of segmentation, Σ IoU / TP, and of recognition,"
                                        + " TP / (TP + FP/2 + FN/2)"),
                        Parameter.flag(
                                "return_per_class",
                                false,
                                "whether each category has values of its own: things, then stuffs, in order")));
    }

    static MetricDefinition modified() {
        return MetricDefinition.of("modified_panoptic_quality", PanopticMetrics::modified)
                .torchMetrics("ModifiedPanopticQuality")
                .summary("Panoptic quality that takes every overlap of stuff.")
                .formula("as panoptic_quality for things; for stuffs Σ IoU / number of true segments, whatever the IoU"
                        + " (Porzi, Rota Bulò, Colovic, Kontschieder, CVPR 2019). " + ROW)
                .undefinedWhen("no segment of a known category occurs")
                .parameters(List.of(THINGS, STUFFS, UNKNOWN));
    }

    private static Parameter categories(String name, String description) {
        return Parameter.of(name, Parameter.Type.NUMBERS, null, description).mustBeGiven();
    }

    private static Metric quality(Arguments given) {
        boolean all = given.flag("return_sq_and_rq");
        boolean perClass = given.flag("return_per_class");
        return metric(given, false, qualities -> {
            int kinds = all ? Qualities.KINDS : 1;
            if (perClass) {
                return all
                        ? Value.matrix(qualities.count(), kinds, qualities.byCategory(kinds))
                        : Value.matrix(1, qualities.count(), qualities.byCategory(kinds));
            }
            double[] means = qualities.means();
            return all && qualities.any() ? Value.vector(means) : Value.scalar(means[0]);
        });
    }

    private static Metric modified(Arguments given) {
        return metric(given, true, qualities -> Value.scalar(qualities.means()[0]));
    }

    private static Metric metric(Arguments given, boolean modified, Function<Qualities, Value> reading) {
        PanopticSegments segments =
                new PanopticSegments(Categories.of(given), given.flag("allow_unknown_preds_category"), modified);
        return Metric.of(given.metric(), segments, true, memory -> reading.apply(new Qualities(memory)));
    }

    /** Quality, and that of segmentation and of recognition, by category. */
    private static final class Qualities {

        static final int KINDS = 3;

        private final double[][] values;
        private final boolean[] occurs;

        Qualities(Memory memory) {
            long[] found = memory.counts(PanopticSegments.FOUND);
            values = new double[found.length][KINDS];
            occurs = new boolean[found.length];
            for (int i = 0; i < found.length; i++) {
                long wrong = memory.count(PanopticSegments.MADE_UP, i) + memory.count(PanopticSegments.MISSED, i);
                occurs[i] = found[i] + wrong > 0;
                if (found[i] > 0) {
                    double segmentation =
                            memory.sum(PanopticSegments.OVERLAPS, i).dividedBy(found[i]);
                    double recognition = found[i] / (found[i] + 0.5 * wrong);
                    values[i] = new double[] {segmentation * recognition, segmentation, recognition};
                }
            }
        }

        int count() {
            return values.length;
        }

        boolean any() {
            for (boolean one : occurs) {
                if (one) {
                    return true;
                }
            }
            return false;
        }

        /** So many of the kinds of each category, one after another. */
        double[] byCategory(int kinds) {
            double[] all = new double[values.length * kinds];
            for (int i = 0; i < all.length; i++) {
                all[i] = values[i / kinds][i % kinds];
            }
            return all;
        }

        /** Each kind averaged over the categories that occur. */
        double[] means() {
            double[] means = new double[KINDS];
            int occurring = 0;
            for (int i = 0; i < values.length; i++) {
                occurring += occurs[i] ? 1 : 0;
                for (int kind = 0; kind < KINDS; kind++) {
                    means[kind] += values[i][kind];
                }
            }
            for (int kind = 0; kind < KINDS; kind++) {
                means[kind] /= occurring;
            }
            return means;
        }
    }
}
