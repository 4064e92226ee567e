package io.evalstream.jobs.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.evalstream.schemas.Alert;
import io.evalstream.schemas.AlertState;
import io.evalstream.schemas.JsonCodec;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Rules about files: version 2 is as good as version 1 at first, and then always wrong. */
@Timeout(180)
class EvaluateAlertsTest {

    private static final int MINUTE = 60_000;

    @TempDir
    Path directory;

    private final StringWriter err = new StringWriter();

    @Test
    void aChallengerThatGetsWorseIsToldByEachKindOfRule() throws Exception {
        Path plan = Files.writeString(directory.resolve("plan.yaml"), """
                plan: spam
                models: [m]
                arguments: {task: binary, input: probability}
                metrics: [accuracy]
                windows: [{kind: tumbling, size: 10m}, {kind: running, size: 10m}]
                labels: {horizon: 30m}
                comparisons:
                  - {name: new, champion: {model: m, version: "1"}, challenger: {model: m, version: "2"}, of: correct}
                alerts:
                  - {name: low, metric: accuracy, below: 0.5, for_windows: 2, windows: [tumbling-10m]}
                  - {name: drop, metric: accuracy, below: -0.5, change: {}}
                  - {name: worse, comparison: new, metric: difference_anytime_bounded, difference: worse}
                """);
        StringBuilder predictions = new StringBuilder("prediction_id,event_time_ms,model_id,model_version,score\n");
        StringBuilder labels = new StringBuilder("prediction_id,label_time_ms,label\n");
        for (int i = 0; i < 800; i++) {
            int time = i * MINUTE / 10;
            predictions.append("p%d,%d,m,1,0.9%n".formatted(i, time));
            predictions.append("p%d,%d,m,2,%s%n".formatted(i, time, i < 200 ? "0.9" : "0.1"));
            labels.append("p%d,%d,1%n".formatted(i, time + 1000));
        }
        assertThat(evaluate(plan, predictions, labels))
                .extracting(Alert::getRule, Alert::getPlan, Alert::getModelVersion, Alert::getState)
                .contains(
                        tuple("drop", "spam", "2", AlertState.FIRING),
                        tuple("low", "spam", "2", AlertState.FIRING),
                        tuple("worse", "spam/new", "1 vs 2", AlertState.FIRING))
                .doesNotContain(tuple("low", "spam", "1", AlertState.FIRING))
                .doesNotContain(tuple("drop", "spam", "1", AlertState.FIRING));
        assertThat(err.toString()).containsPattern("[0-9]+ alerts in ");
    }

    private List<Alert> evaluate(Path plan, StringBuilder predictions, StringBuilder labels) throws Exception {
        Path alerts = directory.resolve("alerts.jsonl");
        int code = Evalstream.commandLine()
                .setOut(new PrintWriter(new StringWriter(), true))
                .setErr(new PrintWriter(err, true))
                .execute(
                        "evaluate",
                        "--plan",
                        plan.toString(),
                        "--predictions",
                        Files.writeString(directory.resolve("p.csv"), predictions)
                                .toString(),
                        "--labels",
                        Files.writeString(directory.resolve("l.csv"), labels).toString(),
                        "--alerts",
                        alerts.toString());
        assertThat(code).as(err.toString()).isZero();
        List<Alert> told = new ArrayList<>();
        for (String line : Files.readAllLines(alerts)) {
            told.add(new JsonCodec<>(Alert.class).decode(line.getBytes(UTF_8)));
        }
        return told;
    }
}
