package io.evalstream.operators;

import io.evalstream.schemas.Counter;
import io.evalstream.schemas.Diagnostics;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Counts of one subtask that depend on the order of arrival: what came late, was repeated or had nothing to join. They
 * are published as they grow, apart from the reports, whose bytes must not depend on such things.
 */
public final class Tally {

    private final String operator;
    private final int subtask;
    private final Map<String, Map<String, Long>> byPlan = new TreeMap<>();
    private boolean changed;

    public Tally(String operator, int subtask) {
        this.operator = operator;
        this.subtask = subtask;
    }

    /** Counts one more. */
    public void count(String plan, String name) {
        byPlan.computeIfAbsent(plan, any -> new TreeMap<>()).merge(name, 1L, Long::sum);
        changed = true;
    }

    /** Publishes the counts since the start of this subtask, if any has changed since the last time. */
    public void publish(long tick, Consumer<Diagnostics> out) {
        if (changed) {
            changed = false;
            byPlan.forEach((plan, counts) -> {
                List<Counter> counters = new ArrayList<>();
                counts.forEach((name, count) -> counters.add(new Counter(name, count)));
                out.accept(new Diagnostics(plan, operator, subtask, Instant.ofEpochMilli(tick), counters));
            });
        }
    }
}
