package io.evalstream.metrics.drift;

import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Population;
import io.evalstream.metrics.batch.Row;
import io.evalstream.metrics.metric.Arguments;
import io.evalstream.metrics.metric.MetricSet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Counts of predictions to which drift metrics compare every window: what the drift metrics of a plan watch, counted once,
 * as a tree of maps and lists that a person can read and that {@code reference: {baseline: ...}} takes.
 */
public final class Baseline {

    private static final String DISTRIBUTIONS = "distributions";
    private static final String OF = "of";
    private static final String MISSING = "missing";
    private static final String CATEGORIES = "categories";
    private static final String BINS = "bins";
    private static final String FROM = "from";
    private static final String TO = "to";
    private static final String COUNT = "count";

    private final List<Distribution> watched;
    private final List<SortedMap<Long, Long>> counts = new ArrayList<>();
    private final List<SortedMap<String, Long>> words = new ArrayList<>();
    private final long[] missing;
    private final Batch batch;
    private long predictions;

    /** A baseline without any prediction yet, for the drift metrics among these. */
    public Baseline(MetricSet metrics) {
        watched = metrics.statistics().stream()
                .filter(Distribution.class::isInstance)
                .map(Distribution.class::cast)
                .toList();
        watched.forEach(distribution -> {
            counts.add(new TreeMap<>());
            words.add(new TreeMap<>());
        });
        missing = new long[watched.size()];
        batch = new Batch(metrics.schema(Population.PREDICTIONS));
    }

    /** Whether there is anything to count. */
    public boolean isEmpty() {
        return watched.isEmpty();
    }

    /** Counts a prediction, a row of the columns that {@link MetricSet#schema(Population)} names for predictions. */
    public void add(Row row) {
        batch.append(row, 1, 0, 0);
        for (int i = 0; i < watched.size(); i++) {
            Distribution distribution = watched.get(i);
            if (distribution.watched().isMissing(batch, 0)) {
                missing[i]++;
            } else {
                counts.get(i).merge(distribution.bin(batch, 0), 1L, Long::sum);
                String word = distribution.word(batch, 0);
                if (word != null) {
                    words.get(i).merge(word, 1L, Long::sum);
                }
            }
        }
        batch.clear();
        predictions++;
    }

    /** The counts as a tree. */
    public Map<String, Object> toTree() {
        List<Object> distributions = new ArrayList<>();
        for (int i = 0; i < watched.size(); i++) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put(OF, watched.get(i).inWords());
            one.put(MISSING, missing[i]);
            if (watched.get(i).bins() instanceof Bins.OfNumbers bins) {
                List<Object> list = new ArrayList<>();
                counts.get(i).forEach((bin, count) -> list.add(bin(bins, bin, count)));
                one.put(BINS, list);
            } else {
                one.put(CATEGORIES, words.get(i));
            }
            distributions.add(one);
        }
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("predictions", predictions);
        tree.put(DISTRIBUTIONS, distributions);
        return tree;
    }

    /** An open end is left out: the tree knows no infinities. */
    private static Map<String, Object> bin(Bins.OfNumbers bins, long bin, long count) {
        Map<String, Object> one = new LinkedHashMap<>();
        if (Double.isFinite(bins.lower(bin))) {
            one.put(FROM, bins.lower(bin));
        }
        if (Double.isFinite(bins.upper(bin))) {
            one.put(TO, bins.upper(bin));
        }
        one.put(COUNT, count);
        return one;
    }

    /**
     * The counts of a distribution in a tree that {@link #toTree} made.
     *
     * @param arguments those of the metric that reads them, for its refusals
     */
    static Tally read(Object tree, Distribution distribution, Arguments arguments) {
        List<String> known = new ArrayList<>();
        if (tree instanceof Map<?, ?> map && map.get(DISTRIBUTIONS) instanceof List<?> list) {
            for (Object element : list) {
                if (element instanceof Map<?, ?> one && distribution.inWords().equals(one.get(OF))) {
                    return tally(one, distribution, arguments);
                } else if (element instanceof Map<?, ?> other) {
                    known.add(String.valueOf(other.get(OF)));
                }
            }
        }
        throw arguments.refuse("the baseline has no counts of " + distribution.inWords() + ", only "
                + (known.isEmpty() ? "none" : String.join("; ", known))
                + "; write it again with `evalstream baseline` and this plan");
    }

    private static Tally tally(Map<?, ?> one, Distribution distribution, Arguments arguments) {
        SortedMap<Long, Long> counts = new TreeMap<>();
        if (distribution.bins() instanceof Bins.OfNumbers bins && one.get(BINS) instanceof List<?> list) {
            for (Object element : list) {
                Map<?, ?> bin = element instanceof Map<?, ?> map ? map : Map.of();
                double from = bound(bin.get(FROM), Double.NEGATIVE_INFINITY);
                double to = bound(bin.get(TO), Double.POSITIVE_INFINITY);
                long index = bins.index(inside(from, to));
                if (bins.lower(index) != from || bins.upper(index) != to) {
                    throw arguments.refuse("the baseline has a bin from " + from + " to " + to + ", which is none of "
                            + distribution.inWords() + "; write it again with `evalstream baseline` and this plan");
                }
                counts.merge(index, count(bin.get(COUNT), arguments), Long::sum);
            }
        } else if (one.get(CATEGORIES) instanceof Map<?, ?> categories) {
            categories.forEach((word, count) ->
                    counts.merge(Bins.Categories.index(String.valueOf(word)), count(count, arguments), Long::sum));
        }
        Tally tally = new Tally(counts, count(one.get(MISSING), arguments));
        if (tally.present() + tally.missing() == 0) {
            throw arguments.refuse("the baseline has counted no prediction for " + distribution.inWords()
                    + "; write it from a file that has some");
        }
        return tally;
    }

    /** A value that lies in the bin between two bounds. */
    private static double inside(double from, double to) {
        if (Double.isInfinite(from)) {
            return Double.isInfinite(to) ? 0 : to - Math.max(1, Math.abs(to));
        }
        return Double.isInfinite(to) ? from + Math.max(1, Math.abs(from)) : from / 2 + to / 2;
    }

    private static double bound(@Nullable Object given, double open) {
        return given instanceof Number number ? number.doubleValue() : open;
    }

    private static long count(@Nullable Object given, Arguments arguments) {
        if (given instanceof Number number && number.longValue() >= 0) {
            return number.longValue();
        }
        throw arguments.refuse("the baseline holds the count " + given + "; expected a whole number, at least 0");
    }
}
