package io.evalstream.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@Timeout(180)
class BaselineCommandTest {

    @TempDir
    Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void writeFiles() throws IOException {
        Files.writeString(directory.resolve("plan.yaml"), """
                plan: watched
                models: [m]
                arguments: {input: probability}
                metrics:
                  - prediction_volume
                  - {metric: drift_ks, args: {reference: {file: baseline.json}}}
                  - metric: drift_js
                    args: {of: features.country, kind: categorical, reference: {file: baseline.json}}
                windows: [{kind: tumbling, size: 10m}]
                """);
        Files.writeString(directory.resolve("before.csv"), """
                prediction_id,event_time_ms,model_id,score,country
                a,1000,m,0.1,DE
                b,2000,m,0.2,FR
                c,2000,m,x,FR
                """);
        Files.writeString(directory.resolve("now.csv"), """
                prediction_id,event_time_ms,model_id,score,country
                e,1000,m,0.1,DE
                f,2000,m,0.2,FR
                g,2000,m,0.9,DE
                h,2000,m,0.9,FR
                """);
        Files.writeString(directory.resolve("labels.csv"), "prediction_id,label_time_ms,label\ne,5000,1\n");
    }

    @Test
    void whatItWritesIsWhatThePlanComparesWith() throws IOException {
        assertThat(run("baseline", "--plan", "plan.yaml", "--predictions", "before.csv", "-o", "baseline.json"))
                .isZero();
        assertThat(err.toString()).contains("counted 2 predictions, 1 rows turned away, the first: line 4: ");
        assertThat(Files.readString(directory.resolve("baseline.json")))
                .contains("\"predictions\" : 2", "\"DE\" : 1", "\"of\" : \"features.country by categories\"");

        int code = run(
                "evaluate",
                "--plan",
                "plan.yaml",
                "--predictions",
                "now.csv",
                "--labels",
                "labels.csv",
                "--final-only");
        assertThat(code).as(err.toString()).isZero();
        assertThat(out.toString().lines())
                .singleElement()
                .asString()
                .contains(
                        "\"labelled\":1",
                        "\"prediction_volume\",\"value\":{\"value\":4.0}",
                        "\"drift_ks\",\"value\":{\"value\":0.5}",
                        "\"drift_js\",\"value\":{\"value\":0.0}");
    }

    @Test
    void aBaselineThatIsNotThereIsToldWithItsLine() {
        int code = run("check", "plan.yaml");
        assertThat(code).isEqualTo(2);
        assertThat(err.toString())
                .contains("plan.yaml:6: metrics[1].args.reference: there is no file", "`evalstream baseline`");
    }

    private int run(String command, String... arguments) {
        String[] all = new String[arguments.length + 1];
        all[0] = command;
        for (int i = 0; i < arguments.length; i++) {
            boolean isFile = arguments[i].contains(".");
            all[i + 1] = isFile ? directory.resolve(arguments[i]).toString() : arguments[i];
        }
        CommandLine line = Evalstream.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        return line.execute(all);
    }
}
