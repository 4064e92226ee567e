package io.evalstream.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class ComparisonsTest {

    @TempDir
    Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void twoVersionsAreComparedOnTheRowsThatBothHavePredicted() throws IOException {
        Path plan = Files.writeString(directory.resolve("plan.yaml"), """
                plan: spam
                models: [m]
                arguments: {task: binary, input: probability}
                metrics: [accuracy]
                windows: [{kind: running, size: 10m}]
                comparisons:
                  - {name: new, champion: {model: m, version: "1"}, challenger: {model: m, version: "2"}, of: correct}
                """);
        Path predictions = Files.writeString(directory.resolve("p.csv"), """
                prediction_id,event_time_ms,model_id,model_version,score
                a,1000,m,1,0.9
                a,1100,m,2,0.8
                b,2000,m,2,0.7
                b,2100,m,1,0.4
                c,3000,m,1,0.9
                c,3000,m,2,0.9
                d,3000,m,1,0.9
                """);
        Path labels = Files.writeString(directory.resolve("l.csv"), """
                prediction_id,label_time_ms,label
                b,5000,1
                a,6000,1
                d,6000,1
                """);
        int code = Evalstream.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(
                        "evaluate",
                        "--plan",
                        plan.toString(),
                        "--predictions",
                        predictions.toString(),
                        "--labels",
                        labels.toString(),
                        "--final-only");
        assertThat(code).as(err.toString()).isZero();
        List<String> reports = out.toString().lines().toList();
        assertThat(reports).hasSize(3);
        assertThat(reports)
                .filteredOn(report -> report.contains("\"plan\":\"spam/new\""))
                .singleElement()
                .asString()
                .contains(
                        "\"model_id\":\"m\"",
                        "\"model_version\":\"1 vs 2\"",
                        "\"predictions\":3,\"labelled\":2",
                        "\"difference\",\"value\":{\"value\":0.5,\"interval\":{",
                        "\"method\":\"normal\"",
                        "\"difference_anytime\"",
                        "\"method\":\"asymptotic_sequence\"",
                        "\"method\":\"bounded_sequence\"",
                        "{\"name\":\"wins\",\"value\":{\"value\":1.0}}");
    }
}
