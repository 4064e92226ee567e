package io.evalstream.operators.alerts;

import io.evalstream.metrics.metric.Span;
import io.evalstream.metrics.metric.Value;
import io.evalstream.metrics.plan.AlertSpec;
import io.evalstream.metrics.plan.Plan;
import io.evalstream.metrics.state.State;
import io.evalstream.schemas.Alert;
import io.evalstream.schemas.AlertState;
import io.evalstream.schemas.MetricReport;
import io.evalstream.schemas.WindowKind;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.flink.api.common.state.KeyedStateStore;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeutils.base.StringSerializer;

/** The rules of a plan, and what they remember of the series that is Flink's key. */
public final class AlertRules {

    private final Plan plan;
    private final Alerts alerts;
    private final List<AlertRule> rules;
    private final Set<String> names;
    private final MapState<String, AlertMemory> memories;

    public AlertRules(Plan plan, KeyedStateStore states, Alerts alerts) {
        this.plan = plan;
        this.alerts = alerts;
        rules = plan.spec().alerts().stream()
                .filter(rule -> rule.comparison() == null)
                .map(rule -> new AlertRule(rule, plan))
                .toList();
        names = rules.stream().map(rule -> rule.spec().name()).collect(Collectors.toSet());
        memories = states.getMapState(new MapStateDescriptor<>(
                "alerts/" + plan.name(), StringSerializer.INSTANCE, new AlertMemory.Serializer()));
    }

    /**
     * Takes in a report.
     *
     * @param position where the window stands among those of its name
     * @param values what the report says
     * @param states the states of the spans that metrics read
     */
    public void heard(MetricReport report, long position, Map<String, Value> values, Map<Span, State> states)
            throws Exception {
        List<AlertRule> watching = watching(report);
        // The last report of a running window repeats the one before, which a rule has counted.
        boolean isRepeated = report.getWindow().getKind() == WindowKind.RUNNING && report.getFinal$();
        if (!watching.isEmpty() && !isRepeated) {
            Map<String, Value> references = plan.metrics().references(states::get);
            Turn turn = alerts.turn(this, report);
            for (AlertRule rule : watching) {
                turn.take(rule, position, rule.judge(report, values, references, states));
            }
        }
    }

    /** Takes in that a window is no longer one. */
    public void withdrawn(MetricReport report, long position) throws Exception {
        for (AlertRule rule : watching(report)) {
            alerts.turn(this, report)
                    .take(
                            rule,
                            position,
                            new Finding(report, Judgement.GONE, null, null, "the window is no longer one"));
        }
    }

    private List<AlertRule> watching(MetricReport report) {
        return rules.stream().filter(rule -> rule.watches(report)).toList();
    }

    /** Begins a turn of the series that is Flink's key. */
    Turn begin(MetricReport report) throws Exception {
        AlertMemory memory = memories.get(key(report));
        return new Turn(memory == null ? new AlertMemory() : memory);
    }

    /** Ends a turn of the series that is Flink's key. */
    void end(MetricReport report, Turn turn, Consumer<Alert> out) throws Exception {
        turn.tell((rule, state, because) -> out.accept(alert(rule, state, because)));
        turn.memory().tidy(names);
        if (turn.memory().isEmpty()) {
            memories.remove(key(report));
        } else {
            memories.put(key(report), turn.memory());
        }
    }

    private static String key(MetricReport report) {
        String window = report.getWindow().getName();
        return report.getSlice().isEmpty() ? window : window + '\0' + report.getSlice();
    }

    private static Alert alert(AlertRule rule, AlertState state, Finding because) {
        AlertSpec spec = rule.spec();
        MetricReport report = because.report();
        Alert alert = new Alert();
        alert.setKind(rule.kind());
        alert.setRule(spec.name());
        alert.setPlan(report.getPlan());
        alert.setPlanVersion(report.getPlanVersion());
        alert.setModelId(report.getModelId());
        alert.setModelVersion(report.getModelVersion());
        alert.setStage(report.getStage());
        alert.setRunId(report.getRunId());
        alert.setDataset(report.getDataset());
        alert.setSlice(report.getSlice());
        alert.setWindow(report.getWindow());
        alert.setMetric(spec.metric());
        alert.setState(state);
        alert.setSeverity(spec.severity());
        alert.setSummary(spec.summary());
        boolean isInARow = spec.forWindows() > 1 && state == AlertState.FIRING;
        alert.setMessage(because.words() + (isInARow ? ", in " + spec.forWindows() + " windows in a row" : ""));
        alert.setValue(because.value());
        alert.setReference(because.reference());
        alert.setTick(report.getTick());
        return alert;
    }
}
