package io.evalstream.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@Timeout(180)
class EvaluateCommandTest {

    private static final String PLAN = """
            plan: mapped
            models: [m]
            arguments: {task: binary, input: probability}
            metrics: [accuracy]
            windows: [{kind: tumbling, size: 10m}]
            """;

    @TempDir
    Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void writeFiles() throws IOException {
        Files.writeString(
                directory.resolve("p.csv"), "id,event_time_ms,model_id,p1\na,1000,m,0.9\nb,2000,m,0.2\nc,3000,m,x\n");
        Files.writeString(directory.resolve("l.csv"), "id,label_time_ms,truth\na,5000,1\nb,6000,1\n");
    }

    @Test
    void columnsAreWhatThePlanSaysTheyAre() throws IOException {
        int code = evaluate(PLAN + "files: {id: prediction_id, p1: score, truth: label}\n");

        assertThat(err.toString()).contains("1 rows turned away", "p.csv line 4");
        assertThat(code).isZero();
        assertThat(out.toString().lines())
                .singleElement()
                .asString()
                .contains("\"labelled\":2", "\"accuracy\",\"value\":{\"value\":0.5}", "\"final\":true");
    }

    @Test
    void aMappedColumnThatNoFileHasIsTold() throws IOException {
        int code = evaluate(PLAN + "files: {id: prediction_id, p1: score, trth: label}\n");

        assertThat(code).isEqualTo(2);
        assertThat(err.toString())
                .contains("column 'trth' (did you mean 'truth'?)")
                .hasLineCount(1);
    }

    /** The weights 2 (the label's, not the prediction's 5) and 0.25 count; a row with a negative one is turned away. */
    @Test
    void rowsCountByTheirLabelsWeightOrElseTheirPredictions() throws IOException {
        Files.writeString(
                directory.resolve("p.csv"),
                "prediction_id,event_time_ms,model_id,score,weight\na,1000,m,0.9,5\nb,2000,m,0.2,0.25\nc,3000,m,0.7,1\n");
        Files.writeString(
                directory.resolve("l.csv"),
                "prediction_id,label_time_ms,label,weight\na,5000,1,2\nb,6000,1,\nc,7000,1,-1\n");
        int code = evaluate(PLAN.replace("task: binary", "task: binary, weighted: true")
                .replace("[accuracy]", "[recall, stat_scores]"));

        assertThat(err.toString()).contains("1 rows turned away", "l.csv line 4", "label_weights holds -1.0");
        assertThat(code).isZero();
        assertThat(out.toString().lines())
                .singleElement()
                .asString()
                .contains(
                        "\"recall\",\"value\":{\"value\":" + 2 / 2.25 + "}",
                        "\"stat_scores\",\"value\":{\"shape\":[5],\"values\":[2.0,0.0,0.0,0.25,2.25]}");
    }

    /** The same reports, but for the device that they name; without PyTorch's libraries, what to do. */
    @Test
    void theDeviceIsWhatIsAskedFor() throws IOException {
        String plan = PLAN + "files: {id: prediction_id, p1: score, truth: label}\n";
        int onArrays = evaluate(plan);
        assertThat(onArrays).isZero();
        assertThat(err.toString()).startsWith("evalstream: device arrays (auto: no metric of these plans is faster");
        String reports = out.toString();
        out.getBuffer().setLength(0);
        int onTensors = evaluate(plan, "--device", "torch:cpu");
        if (onTensors == 0) {
            assertThat(err.toString()).contains("evalstream: device torch:cpu (as asked for)");
            assertThat(out.toString()).isEqualTo(reports.replace("\"arrays\"", "\"torch:cpu\""));
        } else {
            assertThat(err.toString()).contains("PyTorch is not on this machine");
        }
    }

    @Test
    void aDeviceThatThereIsNotIsRefused() throws IOException {
        assertThat(evaluate(PLAN + "files: {id: prediction_id, p1: score, truth: label}\n", "--device", "tpu"))
                .isEqualTo(2);
        assertThat(err.toString())
                .contains("the device 'tpu' is not known; expected auto, arrays, torch:cpu or torch:cuda:N");
    }

    private int evaluate(String plan, String... more) throws IOException {
        Path file = Files.writeString(directory.resolve("plan.yaml"), plan);
        CommandLine command =
                Evalstream.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        List<String> arguments = new ArrayList<>(List.of(
                "evaluate",
                "--plan",
                file.toString(),
                "--predictions",
                directory.resolve("p.csv").toString(),
                "--labels",
                directory.resolve("l.csv").toString(),
                "--final-only"));
        arguments.addAll(List.of(more));
        return command.execute(arguments.toArray(String[]::new));
    }
}
