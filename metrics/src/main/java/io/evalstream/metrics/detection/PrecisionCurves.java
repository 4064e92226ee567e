package io.evalstream.metrics.detection;

import io.evalstream.metrics.state.Memory;
import io.evalstream.metrics.state.OrderedBits;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Precision over recall of each class, read from what became of the detections. Detections of equal score enter together,
 * so a curve does not depend on the order of the images.
 */
final class PrecisionCurves {

    /** Keeps the precision of no detection at 0, as COCO's evaluation does. */
    private static final double ULP = Math.ulp(1.0);

    private final Detections rules;
    private final double[] recalls;
    private final TreeSet<Long> labels = new TreeSet<>();
    private final Map<Long, Long> objects = new HashMap<>();
    private final Map<Long, List<Entry>> entries = new HashMap<>();
    private final Map<Place, Means> known = new HashMap<>();

    /**
     * Detections alike.
     *
     * @param score bits that sort the highest score first
     */
    @SuppressWarnings("ArrayRecordComponent") // read-only and not compared
    private record Entry(long score, long count, long[] words) {}

    /**
     * A curve at the recalls that were asked for.
     *
     * @param precisions the highest at this recall or a larger one; 0 past the recall reached
     * @param scores of the detection that reaches it; 0 past the recall reached
     * @param recall the recall reached
     */
    @SuppressWarnings("ArrayRecordComponent") // read-only and not compared
    record Curve(double[] precisions, double[] scores, double recall) {}

    /**
     * What is kept of the curves of a class, by overlap; nothing where it has no true object.
     *
     * @param precisions means over the recalls
     * @param recalls the recalls reached
     */
    record Means(List<Double> precisions, List<Double> recalls) {}

    private record Place(long label, Area area, int limit) {}

    PrecisionCurves(Detections rules, Memory memory, List<Double> recalls) {
        this.rules = rules;
        this.recalls = recalls.stream().mapToDouble(recall -> recall).toArray();
        memory.map(Detections.LABELS).forEach((key, from, count) -> {
            if (count != 0) {
                labels.add(key[from]);
            }
        });
        memory.map(Detections.OBJECTS).forEach((key, from, count) -> objects.put(key[from], count));
        memory.map(Detections.OUTCOMES).forEachSorted((key, from, count) -> {
            if (count != 0) {
                long[] words = Arrays.copyOfRange(
                        key,
                        from + Detections.KEY_HEAD,
                        from + Detections.KEY_HEAD + rules.criteria().words());
                entries.computeIfAbsent(key[from], label -> new ArrayList<>())
                        .add(new Entry(key[from + 1], count, words));
            }
        });
    }

    /** The classes that detections or true objects have, in order. */
    List<Long> labels() {
        return List.copyOf(labels);
    }

    /** The classes that have curves: all, or 0 for all of them together. */
    List<Long> classes() {
        return rules.byClass() ? labels() : List.of(0L);
    }

    /** The means of a class, found once. */
    Means means(long label, Area area, int limit) {
        return known.computeIfAbsent(new Place(label, area, limit), this::means);
    }

    private Means means(Place place) {
        Means means = new Means(new ArrayList<>(), new ArrayList<>());
        for (int overlap = 0; overlap < rules.criteria().overlaps().size(); overlap++) {
            Curve curve = curve(place.label(), place.area(), place.limit(), overlap);
            if (curve != null) {
                double sum = 0;
                for (double precision : curve.precisions()) {
                    sum += precision;
                }
                means.precisions().add(sum / recalls.length);
                means.recalls().add(curve.recall());
            }
        }
        return means;
    }

    /** The curve of a class, or null where it has no true object in the range of areas. */
    @Nullable
    Curve curve(long label, Area area, int limit, int overlap) {
        long positives = objects.getOrDefault(Detections.objectKey(label, area), 0L);
        if (positives == 0) {
            return null;
        }
        List<Entry> all = entries.getOrDefault(label, List.of());
        double[] recall = new double[all.size()];
        double[] precision = new double[all.size()];
        double[] scores = new double[all.size()];
        int points = 0;
        long last = 0;
        long right = 0;
        long wrong = 0;
        for (Entry entry : all) {
            if (rules.criteria().limit(entry.words(), 0) > limit) {
                continue;
            }
            if (points == 0 || entry.score() != last) {
                points++;
            }
            last = entry.score();
            int outcome = rules.criteria().outcome(entry.words(), 0, area, overlap);
            right += outcome == Criteria.RIGHT ? entry.count() : 0;
            wrong += outcome == Criteria.WRONG ? entry.count() : 0;
            recall[points - 1] = (double) right / positives;
            precision[points - 1] = right / (wrong + right + ULP);
            scores[points - 1] = OrderedBits.toDouble(~last);
        }
        for (int i = points - 1; i > 0; i--) {
            precision[i - 1] = Math.max(precision[i - 1], precision[i]);
        }
        return atRecalls(recall, precision, scores, points);
    }

    private Curve atRecalls(double[] recall, double[] precision, double[] scores, int points) {
        Curve curve =
                new Curve(new double[recalls.length], new double[recalls.length], points == 0 ? 0 : recall[points - 1]);
        for (int i = 0; i < recalls.length; i++) {
            int point = firstReaching(recall, points, recalls[i]);
            if (point < points) {
                curve.precisions()[i] = precision[point];
                curve.scores()[i] = scores[point];
            }
        }
        return curve;
    }

    /** Index of the first of so many ascending recalls that is not below one; their number where there is none. */
    private static int firstReaching(double[] recall, int points, double wanted) {
        int low = 0;
        int high = points;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (recall[middle] < wanted) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
