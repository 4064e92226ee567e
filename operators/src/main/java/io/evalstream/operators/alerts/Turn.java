package io.evalstream.operators.alerts;

import io.evalstream.schemas.AlertState;
import io.evalstream.schemas.WindowKind;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** What the rules make of all that is reported of one series, slice and name of windows at one tick. */
final class Turn {

    private final AlertMemory memory;
    private final Map<AlertRule, NavigableMap<Long, Finding>> findings = new LinkedHashMap<>();

    /** What is told of a rule. */
    interface Telling {
        void changed(AlertRule rule, AlertState state, Finding because);
    }

    Turn(AlertMemory memory) {
        this.memory = memory;
    }

    void take(AlertRule rule, long position, Finding finding) {
        findings.computeIfAbsent(rule, any -> new TreeMap<>()).put(position, finding);
        AlertMemory.OfRule known = memory.of(rule.spec().name());
        boolean isRunning = finding.report().getWindow().getKind() == WindowKind.RUNNING;
        if (finding.judgement() != Judgement.GONE) {
            // Another report of a running window is another window to a rule: it will not be revised.
            boolean isLast = isRunning || finding.report().getFinal$();
            Judged judged =
                    new Judged(finding.judgement(), isLast ? Judged.SETTLED : rule.waitsUntil(finding.report()));
            known.put(position, judged, isLast, rule.spec());
        } else if (isRunning) {
            known.forget();
        } else {
            known.remove(position);
        }
    }

    /** Tells the rules whose state is another now than was told last. */
    void tell(Telling telling) {
        findings.forEach((rule, byPosition) -> {
            long time = byPosition.values().stream()
                    .filter(finding -> finding.judgement() != Judgement.GONE)
                    .mapToLong(finding -> finding.report().getTick().toEpochMilli())
                    .max()
                    .orElse(Long.MIN_VALUE);
            AlertMemory.OfRule known = memory.of(rule.spec().name());
            AlertState state = known.state(rule.spec(), time);
            if (state != known.told()) {
                telling.changed(rule, state, because(state, byPosition));
                known.told(state);
            }
        });
    }

    AlertMemory memory() {
        return memory;
    }

    /** The latest window that speaks for a state; the latest of all where none does, as after a revision. */
    private static Finding because(AlertState state, NavigableMap<Long, Finding> findings) {
        Judgement speaking = switch (state) {
            case FIRING -> Judgement.HOLDS;
            case INSUFFICIENT_DATA -> Judgement.UNKNOWN;
            default -> Judgement.CLEAR;
        };
        return findings.descendingMap().values().stream()
                .filter(finding -> finding.judgement() == speaking)
                .findFirst()
                .orElse(findings.lastEntry().getValue());
    }
}
