package io.evalstream.operators;

import io.evalstream.metrics.plan.EventTimes;
import io.evalstream.metrics.plan.Plan;
import io.evalstream.metrics.plan.Slices;
import io.evalstream.metrics.plan.Stretch;
import io.evalstream.metrics.plan.Ticks;
import io.evalstream.metrics.plan.WindowSpec;
import io.evalstream.metrics.state.State;
import io.evalstream.operators.stream.PaneId;
import io.evalstream.operators.stream.Partial;
import io.evalstream.operators.stream.WindowId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Sessions of a series: predictions of which each comes less than the gap after the one before. A session begins with its
 * first prediction and ends the gap after its last one, labelled or not. Panes are no longer than the gap and know their
 * first and last event time, so each lies within one session.
 *
 * <p>A session is known by its start. When an earlier prediction comes, or one that joins two sessions, what was reported
 * under a start that is no longer one is withdrawn. Panes that cannot change any more are merged into one state, so that
 * a session that goes on and on does not grow.
 */
final class SessionWindows implements Windows {

    private final WindowContext context;
    private final Plan plan;
    private final WindowSpec spec;
    private final Ticks ticks;
    private final long gap;

    /** A session: its first moment, the first moment after its last prediction, and the panes it still has. */
    private record Session(long start, long last, List<Long> panes, boolean hasKept) {}

    SessionWindows(WindowContext context, WindowSpec spec) {
        this.context = context;
        this.spec = spec;
        plan = context.plan();
        ticks = plan.ticks(spec);
        gap = Objects.requireNonNullElse(spec.gap(), Duration.ZERO).toMillis();
    }

    @Override
    public String name() {
        return spec.reportedName();
    }

    @Override
    public void changed(Partial partial, Set<String> slices) throws Exception {
        Session session = sessionOf(partial.pane());
        if (session == null || ticks.last(endOf(session)) <= context.watermark()) {
            context.count("late_for_window");
            return;
        }
        WindowId id = idOf(session);
        OpenWindow known = context.store().window(id);
        boolean isNew = known == null || known.start() != session.start();
        OpenWindow window = known == null || isNew ? OpenWindow.of(session.start()) : known;
        // What is now within this session may have been one of its own.
        for (long pane : session.panes()) {
            WindowId absorbed = new WindowId(name(), pane);
            OpenWindow other = context.store().window(absorbed);
            if (other != null && other.start() != session.start()) {
                long end = other.start() + gap;
                context.withdraw(
                        new Tick(Tick.window(spec, other.start(), end, null), end, 0, false), other.start(), other);
                context.store().forget(absorbed);
                window.changed().addAll(slicesOf(session));
            }
        }
        if (isNew) {
            window.changed().addAll(slicesOf(session));
        }
        window.changed().addAll(slices);
        context.store().put(id, window);
        context.timer(id, ticks.next(endOf(session), context.watermark()));
        context.timer(id, ticks.last(endOf(session)));
    }

    @Override
    public void due(WindowId id, long time) throws Exception {
        OpenWindow window = context.store().window(id);
        Session session = window == null ? null : sessionFrom(window.start());
        if (window == null || session == null) {
            return; // it was absorbed, or is final
        }
        long end = endOf(session);
        boolean isLast = time >= ticks.last(end);
        boolean isTick = isLast || (time >= ticks.first(end) && (time - ticks.first(end)) % ticks.every() == 0);
        if (isTick && (isLast || !window.changed().isEmpty())) {
            long at = Math.min(time, ticks.last(end));
            Tick tick = new Tick(
                    Tick.window(spec, session.start(), session.last() - 1 + gap, null),
                    at,
                    ticks.revision(end, at),
                    isLast);
            // Sessions that come after it take in what it said when they change themselves, or are final.
            context.report(tick, session.start(), window, context.alone(states(session)));
        }
        if (isLast) {
            context.store().forget(id);
            if (session.hasKept()) {
                context.store().dropKept(name());
            }
        } else {
            context.store().put(id, window);
            // The plan may wait longer than the one under which the timers were set.
            context.timer(id, ticks.next(end, time));
        }
    }

    @Override
    public void expire(long pane) throws Exception {
        Session session = sessionOf(pane);
        if (session != null && context.store().window(idOf(session)) != null) {
            context.store().takeOver(name(), pane);
        }
    }

    private WindowId idOf(Session session) {
        return new WindowId(name(), plan.paneOf(session.start()));
    }

    /** End of a session as its ticks count it: watermarks fire windows at the ends of panes. */
    private long endOf(Session session) {
        return plan.paneFrom(session.last() - 1 + gap);
    }

    /** The session that a pane lies in. */
    private @Nullable Session sessionOf(long pane) throws Exception {
        Stretch seed = timesOf(PaneId.shared(pane, Slices.ALL));
        return seed == null ? null : grown(seed);
    }

    /** The session with this start. */
    private @Nullable Session sessionFrom(long start) throws Exception {
        Stretch kept = kept();
        boolean isKept = kept != null && kept.start() == start;
        Stretch seed = isKept ? kept : timesOf(PaneId.shared(plan.paneOf(start), Slices.ALL));
        return seed == null ? null : grown(seed);
    }

    /**
     * The session around some of its predictions: all panes, and what has been taken over from panes, that follow one
     * another with less than the gap between. What was taken over may lie anywhere among them, since panes that expire
     * together do so in no order.
     */
    private Session grown(Stretch seed) throws Exception {
        Stretch kept = kept();
        boolean hasKept = false;
        TreeSet<Long> panes = new TreeSet<>();
        Stretch session = seed;
        Stretch before;
        do {
            before = session;
            if (kept != null && areNear(session, kept)) {
                session = hull(session, kept);
                hasKept = true;
            }
            long last = plan.paneOf(session.end() - 1 + gap - 1);
            for (long at = plan.paneOf(session.start() - gap + 1); at <= last; at += plan.paneSize()) {
                Stretch found = timesOf(PaneId.shared(at, Slices.ALL));
                if (found != null && areNear(session, found)) {
                    session = hull(session, found);
                    panes.add(at);
                    last = plan.paneOf(session.end() - 1 + gap - 1);
                }
            }
        } while (!session.equals(before));
        return new Session(session.start(), session.end(), List.copyOf(panes), hasKept);
    }

    private boolean areNear(Stretch one, Stretch other) {
        return one.start() - (other.end() - 1) < gap && other.start() - (one.end() - 1) < gap;
    }

    private static Stretch hull(Stretch one, Stretch other) {
        return new Stretch(Math.min(one.start(), other.start()), Math.max(one.end(), other.end()));
    }

    private @Nullable Stretch kept() throws Exception {
        return timesOf(new PaneId(name(), 0, Slices.ALL));
    }

    private @Nullable Stretch timesOf(PaneId id) throws Exception {
        State state = context.store().glance(id);
        return state == null ? null : EventTimes.read(state);
    }

    private Set<String> slicesOf(Session session) throws Exception {
        Set<String> slices = new TreeSet<>();
        if (session.hasKept()) {
            slices.addAll(context.store().keptSlices(name()));
        }
        for (long pane : session.panes()) {
            slices.add(Slices.ALL);
            slices.addAll(context.store().slicesOf(pane));
        }
        return slices;
    }

    private Map<String, State> states(Session session) throws Exception {
        Map<String, State> states = new TreeMap<>();
        if (session.hasKept()) {
            context.store().addKept(states, name());
        }
        for (long pane : session.panes()) {
            context.store().addPanes(states, new Stretch(pane, pane + plan.paneSize()));
        }
        return states;
    }
}
