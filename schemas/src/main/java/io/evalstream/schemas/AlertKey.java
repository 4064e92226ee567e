package io.evalstream.schemas;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What an alert is about: the key of its Kafka record, whose last record is the state of a rule.
 *
 * <p>As text the parts are joined by {@code |}, in the order of the components; a {@code |} or {@code \} within a part is
 * preceded by {@code \}.
 *
 * <pre>{@code fraud|scorer|3|production|||country=DE|accuracy_low|hourly}</pre>
 */
public record AlertKey(
        String plan,
        String modelId,
        String modelVersion,
        String stage,
        String runId,
        String dataset,
        String slice,
        String rule,
        String window) {

    /** The key of an alert. */
    public static AlertKey of(Alert alert) {
        Window window = alert.getWindow();
        return new AlertKey(
                alert.getPlan(),
                alert.getModelId(),
                alert.getModelVersion(),
                alert.getStage(),
                alert.getRunId(),
                alert.getDataset(),
                alert.getSlice(),
                alert.getRule(),
                window == null ? "" : window.getName());
    }

    @Override
    public String toString() {
        return List.of(plan, modelId, modelVersion, stage, runId, dataset, slice, rule, window).stream()
                .map(ReportKey::escaped)
                .collect(Collectors.joining("|"));
    }
}
