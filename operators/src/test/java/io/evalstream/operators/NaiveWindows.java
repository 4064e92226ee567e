package io.evalstream.operators;

import io.evalstream.metrics.plan.LabelSpec;
import io.evalstream.metrics.plan.Plan;
import io.evalstream.metrics.plan.WindowSpec;
import io.evalstream.operators.stream.IdHash;
import io.evalstream.operators.stream.Incoming;
import io.evalstream.schemas.Window;
import io.evalstream.schemas.WindowKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** Which windows there are, in the plainest way: those that some row fell into, found by going through all rows. */
final class NaiveWindows {

    private NaiveWindows() {}

    static List<NaiveWindow> of(
            Plan plan, WindowSpec window, List<Incoming.Prediction> came, List<NaiveExample> examples) {
        return switch (window.kind()) {
            case COUNT -> counted(plan, window, came, examples);
            case SESSION -> sessions(plan, window, came, examples);
            default -> timed(plan, window, came, examples);
        };
    }

    private static List<NaiveWindow> timed(
            Plan plan, WindowSpec window, List<Incoming.Prediction> came, List<NaiveExample> examples) {
        long size = window.kind() == WindowSpec.Kind.CALENDAR
                ? Duration.ofDays(1).toMillis()
                : Objects.requireNonNull(window.size()).toMillis();
        long step = window.step() == null ? size : window.step().toMillis();
        Set<Long> ends = new TreeSet<>();
        long last = Long.MIN_VALUE;
        for (Incoming.Prediction prediction : came) {
            long time = prediction.eventTime();
            long pane = time - Math.floorMod(time, plan.paneSize());
            last = Math.max(last, pane + plan.paneSize());
            for (long end = (time / step - 2) * step; end <= time + size; end += step) {
                if (start(window, size, end) <= time && time < end) {
                    ends.add(end);
                }
            }
        }
        boolean running = window.kind() == WindowSpec.Kind.RUNNING;
        if (running) {
            ends = Set.of(-Math.floorDiv(-last, size) * size);
        }
        List<NaiveWindow> found = new ArrayList<>();
        for (long end : ends) {
            long start = start(window, size, end);
            Window named = Tick.window(
                    window,
                    start,
                    end,
                    window.kind() == WindowSpec.Kind.CUMULATIVE ? (Long) ((end - start) / step) : null);
            found.add(found(
                    plan,
                    named,
                    end,
                    step,
                    end,
                    running ? 0 : size,
                    inside(running ? Long.MIN_VALUE : start, end, came),
                    within(running ? Long.MIN_VALUE : start, end, examples)));
        }
        return found;
    }

    private static long start(WindowSpec window, long size, long end) {
        return switch (window.kind()) {
            case CUMULATIVE -> end - 1 - Math.floorMod(end - 1, size);
            case RUNNING -> 0;
            default -> end - size;
        };
    }

    /** Every prediction holds its session together, whether it won or not. */
    private static List<NaiveWindow> sessions(
            Plan plan, WindowSpec window, List<Incoming.Prediction> came, List<NaiveExample> examples) {
        long gap = Objects.requireNonNull(window.gap()).toMillis();
        List<Long> times =
                came.stream().map(Incoming.Prediction::eventTime).sorted().toList();
        List<NaiveWindow> found = new ArrayList<>();
        int from = 0;
        for (int i = 1; i <= times.size(); i++) {
            if (i == times.size() || times.get(i) - times.get(i - 1) >= gap) {
                long start = times.get(from);
                long end = times.get(i - 1) + gap;
                long counted = -Math.floorDiv(-end, plan.paneSize()) * plan.paneSize();
                found.add(found(
                        plan,
                        Tick.window(window, start, end, null),
                        counted,
                        gap,
                        start,
                        0,
                        inside(start, end, came),
                        within(start, end, examples)));
                from = i;
            }
        }
        return found;
    }

    private static NaiveWindow found(
            Plan plan,
            Window named,
            long end,
            long step,
            long position,
            long size,
            List<Incoming.Prediction> came,
            List<NaiveExample> examples) {
        LabelSpec policy = plan.spec().labels();
        boolean running = named.getKind() == WindowKind.RUNNING;
        long first = end + policy.delay().toMillis();
        long last = running
                ? end
                : Math.max(
                        first,
                        end + policy.horizon().toMillis() + policy.slack().toMillis());
        long every = policy.reviseEvery() == null ? step : policy.reviseEvery().toMillis();
        long revision = running ? end / step : (last - first + every - 1) / every;
        return new NaiveWindow(named, last, revision, position, size, came, examples);
    }

    private static List<NaiveWindow> counted(
            Plan plan, WindowSpec window, List<Incoming.Prediction> came, List<NaiveExample> examples) {
        List<NaiveExample> inOrder = examples.stream()
                .sorted(Comparator.<NaiveExample>comparingLong(
                                example -> example.prediction().eventTime())
                        .thenComparingLong(
                                example -> IdHash.of(example.prediction().id()))
                        .thenComparingLong(example ->
                                IdHash.of(example.prediction().series().toString())))
                .toList();
        LabelSpec policy = plan.spec().labels();
        int rows = Objects.requireNonNull(window.rows());
        List<NaiveWindow> found = new ArrayList<>();
        for (int from = 0; from < inOrder.size(); from += rows) {
            List<NaiveExample> inside = inOrder.subList(from, Math.min(from + rows, inOrder.size()));
            List<Incoming.Prediction> there = came.stream()
                    .filter(prediction -> inside.stream()
                            .anyMatch(example -> example.prediction().id().equals(prediction.id())
                                    && example.prediction().series().equals(prediction.series())
                                    && example.prediction().eventTime() == prediction.eventTime()))
                    .toList();
            long last = inside.get(inside.size() - 1).prediction().eventTime();
            long settled = (Math.floorDiv(last, plan.paneSize()) + 1) * plan.paneSize()
                    + Math.max(
                            policy.delay().toMillis(),
                            policy.horizon().toMillis() + policy.slack().toMillis());
            Window named =
                    Tick.window(window, inside.get(0).prediction().eventTime(), last + 1, (long) (from / rows + 1));
            found.add(new NaiveWindow(named, settled, 0, from / rows + 1, 0, there, inside));
        }
        return found;
    }

    static List<Incoming.Prediction> inside(long start, long end, List<Incoming.Prediction> predictions) {
        return predictions.stream()
                .filter(prediction -> prediction.eventTime() >= start && prediction.eventTime() < end)
                .toList();
    }

    static List<NaiveExample> within(long start, long end, List<NaiveExample> examples) {
        return examples.stream()
                .filter(example -> example.prediction().eventTime() >= start
                        && example.prediction().eventTime() < end)
                .toList();
    }
}
