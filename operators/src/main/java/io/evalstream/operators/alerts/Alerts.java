package io.evalstream.operators.alerts;

import io.evalstream.schemas.Alert;
import io.evalstream.schemas.MetricReport;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.flink.streaming.api.operators.KeyContext;

/**
 * Tells changes of rules' states, tick by tick. Several windows of a series may be reported at one tick, in no order;
 * rules are asked for their state when all of them have been, so what is told does not depend on that order. Nothing is
 * held across a barrier.
 */
public final class Alerts {

    private final KeyContext keys;
    private final Consumer<Alert> out;
    private final Map<Place, Begun> turns = new LinkedHashMap<>();
    private long tick = Long.MIN_VALUE;

    /** Windows of one name and slice of a series. */
    private record Place(Object series, AlertRules rules, String window, String slice) {}

    /** A turn, and a report that says what it is about. */
    private record Begun(MetricReport report, Turn turn) {}

    /**
     * Alerts of an operator.
     *
     * @param keys where the key is set that a state belongs to
     */
    public Alerts(KeyContext keys, Consumer<Alert> out) {
        this.keys = keys;
        this.out = out;
    }

    /** What comes from now on belongs to the tick of a timer; Flink fires timers in the order of their times. */
    public void begin(long time) throws Exception {
        if (time != tick) {
            end();
            tick = time;
        }
    }

    /** Tells what has changed with what was reported since the last time. */
    public void end() throws Exception {
        if (turns.isEmpty()) {
            return;
        }
        Object current = keys.getCurrentKey();
        for (Map.Entry<Place, Begun> begun : turns.entrySet()) {
            keys.setCurrentKey(begun.getKey().series());
            begun.getKey()
                    .rules()
                    .end(begun.getValue().report(), begun.getValue().turn(), out);
        }
        turns.clear();
        keys.setCurrentKey(current);
    }

    /** The turn that a report of the current key belongs to. */
    Turn turn(AlertRules rules, MetricReport report) throws Exception {
        Place place = new Place(keys.getCurrentKey(), rules, report.getWindow().getName(), report.getSlice());
        Begun begun = turns.get(place);
        if (begun == null) {
            begun = new Begun(report, rules.begin(report));
            turns.put(place, begun);
        }
        return begun.turn();
    }
}
