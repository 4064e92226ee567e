package io.evalstream.operators;

import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.Row;
import io.evalstream.metrics.batch.RowCodec;
import io.evalstream.metrics.plan.ComparisonSpec;
import io.evalstream.metrics.plan.Plan;
import io.evalstream.operators.JoinEntry.Label;
import io.evalstream.operators.JoinEntry.Prediction;
import io.evalstream.operators.JoinEntry.Reading;
import io.evalstream.operators.stream.Observation;
import io.evalstream.operators.stream.SeriesKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What an entry of the join says of the plans' comparisons: the pairs of a champion's and a challenger's prediction under
 * one id, with the labels that count for both. A pair belongs to the time of its champion's prediction. Like all that the
 * join passes on, pairs follow from the set that the entry is, and what goes on is by how much they have changed.
 */
final class Pairing {

    private static final Input CHALLENGER = Input.numbers("challenger_preds", Input.Side.PREDICTION);
    private static final byte[] NO_COLUMNS = {};

    private final List<Contest> contests = new ArrayList<>();

    /** A comparison of a plan, and the plan as which it is reported. */
    private record Contest(ComparisonSpec spec, Plan plan, Plan reported) {

        boolean isChampion(SeriesKey series) {
            return isOf(series, spec.champion());
        }

        /** Whether two predictions compete: they differ in model and version alone. */
        boolean areRivals(SeriesKey champion, SeriesKey challenger) {
            return isChampion(champion)
                    && isOf(challenger, spec.challenger())
                    && champion.stage().equals(challenger.stage())
                    && champion.run().equals(challenger.run())
                    && champion.dataset().equals(challenger.dataset());
        }

        SeriesKey seriesOf(SeriesKey champion) {
            return SeriesKey.of(
                    reported.id(),
                    ComparisonSpec.versus(
                            spec.champion().model(), spec.challenger().model()),
                    ComparisonSpec.versus(
                            spec.champion().version(), spec.challenger().version()),
                    champion.stage(),
                    champion.run(),
                    champion.dataset(),
                    "");
        }

        private boolean isOf(SeriesKey series, ComparisonSpec.Contestant contestant) {
            return series.plan().equals(plan.id())
                    && series.model().equals(contestant.model())
                    && series.version().equals(contestant.version());
        }
    }

    /** Two predictions for one id, and what the labels say of them. */
    record Pair(Contest contest, Prediction champion, Prediction challenger, Reading reading) {

        boolean isSame(Pair other) {
            return contest.reported().id().equals(other.contest.reported().id())
                    && champion.series().equals(other.champion.series())
                    && champion.isSame(other.champion)
                    && challenger.isSame(other.challenger)
                    && reading.duplicates() == other.reading.duplicates()
                    && reading.corrections() == other.reading.corrections()
                    && isSame(reading.winner(), other.reading.winner());
        }

        private static boolean isSame(@Nullable Label one, @Nullable Label other) {
            return one == null ? other == null : other != null && one.isSame(other);
        }
    }

    Pairing(Plans plans) {
        for (Plan plan : plans.written()) {
            for (ComparisonSpec spec : plan.spec().comparisons()) {
                String id = plan.spec().asPlan(spec).id();
                contests.add(new Contest(spec, plan, Objects.requireNonNull(plans.find(id))));
            }
        }
    }

    /** The pairs under an id, as long as both of their predictions are open. */
    List<Pair> read(JoinEntry entry, Predicate<Prediction> isOpen) {
        if (contests.isEmpty() || entry.predictions().size() < 2) {
            return List.of();
        }
        List<Pair> pairs = new ArrayList<>();
        for (Contest contest : contests) {
            for (Prediction champion : entry.predictions()) {
                for (Prediction challenger : entry.predictions()) {
                    if (contest.areRivals(champion.series(), challenger.series())
                            && isOpen.test(champion)
                            && isOpen.test(challenger)) {
                        pairs.add(
                                new Pair(contest, champion, challenger, reading(entry, contest, champion, challenger)));
                    }
                }
            }
        }
        return pairs;
    }

    /** A label counts for a pair where it counts for both. */
    private static Reading reading(JoinEntry entry, Contest contest, Prediction champion, Prediction challenger) {
        long first = Math.min(champion.eventTime(), challenger.eventTime());
        return entry.read(first + contest.plan().spec().labels().horizon().toMillis());
    }

    /**
     * Touches the windows of comparisons that a champion's prediction falls into, whether it has a pair or not: which
     * windows are reported must not depend on the order in which the two came.
     */
    void touch(String id, SeriesKey series, long eventTime, Consumer<Observation> out) {
        for (Contest contest : contests) {
            if (contest.isChampion(series)) {
                out.accept(new Observation(
                        contest.seriesOf(series), id, eventTime, List.of(), 0, 0, 0, 0, NO_COLUMNS, null, 0, null));
            }
        }
    }

    /** Passes on by how much the pairs have changed: those that are no more are taken back, and new ones added. */
    void change(String id, List<Pair> before, List<Pair> after, Consumer<Observation> out) {
        for (Pair pair : before) {
            if (after.stream().noneMatch(pair::isSame)) {
                out.accept(observation(id, pair, -1));
            }
        }
        for (Pair pair : after) {
            if (before.stream().noneMatch(pair::isSame)) {
                out.accept(observation(id, pair, 1));
            }
        }
    }

    private static Observation observation(String id, Pair pair, int sign) {
        Label label = pair.reading().winner();
        long eventTime = pair.champion().eventTime();
        return new Observation(
                pair.contest().seriesOf(pair.champion().series()),
                id,
                eventTime,
                List.of(),
                sign,
                sign * pair.reading().duplicates(),
                sign * pair.reading().corrections(),
                label == null ? 0 : sign,
                payload(pair),
                label == null ? null : label.payload(),
                label == null ? 0 : Math.max(0, label.labelTime() - eventTime),
                label == null ? null : label.origin());
    }

    /** Both predictions as one row of the comparison's columns. */
    private static byte[] payload(Pair pair) {
        Contest contest = pair.contest();
        RowCodec reader = contest.plan().codec(Input.Side.PREDICTION);
        Row champion = new Row(contest.plan().metrics().schema());
        reader.decode(pair.champion().payload(), champion);
        Row challenger = new Row(contest.plan().metrics().schema());
        reader.decode(pair.challenger().payload(), challenger);
        Row both = new Row(contest.reported().metrics().schema()).set(Input.PREDS, champion.cell(Input.PREDS));
        both.set(CHALLENGER, challenger.cell(Input.PREDS));
        return contest.reported().codec(Input.Side.PREDICTION).encode(both);
    }
}
