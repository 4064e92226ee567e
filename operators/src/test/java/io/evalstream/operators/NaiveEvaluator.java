package io.evalstream.operators;

import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.Row;
import io.evalstream.metrics.metric.Span;
import io.evalstream.metrics.plan.ComparisonSpec;
import io.evalstream.metrics.plan.Plan;
import io.evalstream.metrics.plan.PlanSpec;
import io.evalstream.metrics.plan.WindowSpec;
import io.evalstream.operators.stream.IdHash;
import io.evalstream.operators.stream.Incoming;
import io.evalstream.operators.stream.SeriesKey;
import io.evalstream.schemas.MetricReport;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What the final reports must be, in the plainest way: everything is kept, and each window goes through all of it. It
 * knows no panes, no timers, no retractions and no merges.
 */
final class NaiveEvaluator {

    private static final Comparator<Incoming.Prediction> EARLIEST = Comparator.comparingLong(
                    Incoming.Prediction::eventTime)
            .thenComparing(Incoming.Prediction::payload, Arrays::compareUnsigned)
            .thenComparing(prediction -> prediction.slices().toArray(new String[0]), Arrays::compare);

    private final Plans plans;
    private final List<Incoming.Prediction> predictions;
    private final List<Incoming.Label> labels;

    NaiveEvaluator(List<PlanSpec> specs, List<Incoming.Prediction> predictions, List<Incoming.Label> labels) {
        plans = Plans.compile(specs);
        this.predictions = predictions;
        this.labels = labels;
    }

    /** Final reports by key. */
    Map<String, String> finalReports() throws Exception {
        Map<String, String> reports = new TreeMap<>();
        for (Plan plan : plans.written()) {
            List<Incoming.Prediction> ofPlan = predictions.stream()
                    .filter(prediction -> prediction.series().plan().equals(plan.id()))
                    .toList();
            List<NaiveExample> examples = examples(plan);
            for (List<PlanSpec.SeriesField> kept : plan.spec().series()) {
                Map<SeriesKey, List<Incoming.Prediction>> bySeries = new LinkedHashMap<>();
                for (Incoming.Prediction prediction : ofPlan) {
                    bySeries.computeIfAbsent(prediction.series().rollUp(kept), any -> new ArrayList<>())
                            .add(prediction);
                }
                for (SeriesKey series : bySeries.keySet()) {
                    List<NaiveExample> ofSeries = examples.stream()
                            .filter(example ->
                                    example.prediction().series().rollUp(kept).equals(series))
                            .toList();
                    for (WindowSpec window : plan.spec().windows()) {
                        addReports(
                                plan,
                                series,
                                NaiveWindows.of(plan, window, bySeries.get(series), ofSeries),
                                bySeries.get(series),
                                ofSeries,
                                reports);
                    }
                }
            }
            for (ComparisonSpec comparison : plan.spec().comparisons()) {
                addComparison(plan, comparison, examples, ofPlan, reports);
            }
        }
        return reports;
    }

    /** A pair for each id that champion and challenger both predicted, in the windows that the champion predicted in. */
    private void addComparison(
            Plan plan,
            ComparisonSpec comparison,
            List<NaiveExample> examples,
            List<Incoming.Prediction> ofPlan,
            Map<String, String> reports)
            throws Exception {
        Plan reported =
                Objects.requireNonNull(plans.find(plan.spec().asPlan(comparison).id()));
        String versions = comparison.champion().version() + " vs "
                + comparison.challenger().version();
        SeriesKey series = SeriesKey.of(reported.id(), comparison.champion().model(), versions, "", "", "", "");
        long horizon = plan.spec().labels().horizon().toMillis();
        List<NaiveExample> pairs = new ArrayList<>();
        for (NaiveExample champion : of(examples, comparison.champion())) {
            for (NaiveExample challenger : of(examples, comparison.challenger())) {
                if (champion.prediction().id().equals(challenger.prediction().id())) {
                    long first = Math.min(
                            champion.prediction().eventTime(),
                            challenger.prediction().eventTime());
                    pairs.add(new NaiveExample(
                            new Incoming.Prediction(
                                    series,
                                    champion.prediction().id(),
                                    champion.prediction().eventTime(),
                                    List.of(),
                                    both(plan, reported, champion, challenger)),
                            champion.labels().stream()
                                    .filter(label -> label.labelTime() <= first + horizon)
                                    .toList()));
                }
            }
        }
        List<Incoming.Prediction> ofChampion = ofPlan.stream()
                .filter(prediction -> prediction
                        .series()
                        .version()
                        .equals(comparison.champion().version()))
                .toList();
        for (WindowSpec window :
                ofChampion.isEmpty() ? List.<WindowSpec>of() : reported.spec().windows()) {
            addReports(
                    reported, series, NaiveWindows.of(reported, window, ofChampion, pairs), ofChampion, pairs, reports);
        }
    }

    private static List<NaiveExample> of(List<NaiveExample> examples, ComparisonSpec.Contestant contestant) {
        return examples.stream()
                .filter(example -> example.prediction().series().version().equals(contestant.version()))
                .toList();
    }

    private static byte[] both(Plan plan, Plan reported, NaiveExample champion, NaiveExample challenger) {
        Row row = new Row(reported.metrics().schema());
        row.set(Input.PREDS, champion.predicted(plan).cell(Input.PREDS));
        row.set(
                Input.numbers("challenger_preds", Input.Side.PREDICTION),
                challenger.predicted(plan).cell(Input.PREDS));
        return reported.codec(Input.Side.PREDICTION).encode(row);
    }

    /**
     * Of each series and id the earliest prediction, with all labels known by the horizon; whichever version of the plan
     * others are of.
     */
    private List<NaiveExample> examples(Plan plan) {
        Map<String, Incoming.Prediction> winners = new LinkedHashMap<>();
        for (Incoming.Prediction prediction : predictions) {
            if (PlanSpec.nameOf(prediction.series().plan()).equals(plan.name())) {
                winners.merge(
                        prediction.series().version() + " " + prediction.id(),
                        prediction,
                        (one, other) -> EARLIEST.compare(one, other) <= 0 ? one : other);
            }
        }
        winners.values().removeIf(winner -> !winner.series().plan().equals(plan.id()));
        long horizon = plan.spec().labels().horizon().toMillis();
        List<NaiveExample> examples = new ArrayList<>();
        for (Incoming.Prediction winner : winners.values()) {
            List<Incoming.Label> known = labels.stream()
                    .filter(label -> label.id().equals(winner.id()))
                    .filter(label -> label.labelTime() <= winner.eventTime() + horizon)
                    .toList();
            examples.add(new NaiveExample(winner, known));
        }
        return examples;
    }

    /** Of each window, in their order, a report for all rows, and one for each slice it tells apart or that is the rest. */
    private void addReports(
            Plan plan,
            SeriesKey series,
            List<NaiveWindow> windows,
            List<Incoming.Prediction> came,
            List<NaiveExample> examples,
            Map<String, String> reports)
            throws Exception {
        Map<String, NaiveReport.Told> told = new TreeMap<>();
        for (NaiveWindow found : windows) {
            Map<String, Predicate<Incoming.Prediction>> slices = new TreeMap<>();
            slices.put("", any -> true);
            for (int i = 0; i < plan.spec().slices().size(); i++) {
                addSlices(plan, i, found, came, slices);
            }
            for (Map.Entry<String, Predicate<Incoming.Prediction>> slice : slices.entrySet()) {
                NaiveReport.Told ofSlice = told.computeIfAbsent(slice.getKey(), any -> new NaiveReport.Told());
                ofSlice.at(found.position());
                MetricReport report =
                        NaiveReport.of(plan, series, slice.getKey(), slice.getValue(), found, examples, ofSlice);
                reports.put(FinalReports.key(report), FinalReports.text(report));
            }
        }
    }

    /** The slices of a dimension that are in a window: those with the smallest hashes of all it reads, and the rest. */
    private static void addSlices(
            Plan plan,
            int dimension,
            NaiveWindow found,
            List<Incoming.Prediction> came,
            Map<String, Predicate<Incoming.Prediction>> slices) {
        Function<Incoming.Prediction, String> name =
                prediction -> prediction.slices().get(dimension);
        Set<String> inWindow = new TreeSet<>();
        found.came().forEach(prediction -> inWindow.add(name.apply(prediction)));
        Set<String> read = new TreeSet<>(inWindow);
        for (Span span : plan.metrics().spans()) {
            long[] made = found.made(span);
            if (made != null) {
                NaiveWindows.inside(made[0], made[1], came).forEach(prediction -> read.add(name.apply(prediction)));
            }
        }
        Set<String> told = read.stream()
                .sorted(Comparator.<String>comparingLong(IdHash::of).thenComparing(Comparator.naturalOrder()))
                .limit(plan.spec().slices().get(dimension).max())
                .collect(Collectors.toSet());
        for (String slice : inWindow) {
            if (told.contains(slice)) {
                slices.put(slice, prediction -> name.apply(prediction).equals(slice));
            } else {
                slices.put(
                        slice.replaceAll("=[^,]*", "=<other>"), prediction -> !told.contains(name.apply(prediction)));
            }
        }
    }
}
