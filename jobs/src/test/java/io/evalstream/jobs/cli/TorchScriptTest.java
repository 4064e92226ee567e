package io.evalstream.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.evalstream.metrics.batch.DeviceException;
import io.evalstream.metrics.torch.TorchEngine;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plan with a module that its user wrote, from its file to the report. */
class TorchScriptTest {

    private static final Path MODULES = Path.of("../metrics/src/test/resources/io/evalstream/metrics/torch");

    @TempDir
    Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void torchIsThere() {
        try {
            TorchEngine.start();
        } catch (DeviceException e) {
            Assumptions.abort(e.getMessage());
        }
    }

    @Test
    void theModuleBesideThePlanIsEvaluated() throws IOException {
        copy("relative_error.pt");
        plan("relative_error.pt");
        write(
                "predictions.csv",
                "prediction_id,event_time_ms,model_id,value",
                "a,1000,m,1.5",
                "b,2000,m,2",
                "c,3000,m,7");
        write("labels.csv", "prediction_id,label_time_ms,label", "a,5000,1", "b,5000,2.5", "c,5000,0");
        int code = run(
                "evaluate",
                "--final-only",
                "--plan",
                "plan.yaml",
                "--predictions",
                "predictions.csv",
                "--labels",
                "labels.csv",
                "--dead-letters",
                "letters.jsonl");
        assertThat(code).as(err.toString()).isZero();
        assertThat(out.toString().lines())
                .singleElement()
                .asString()
                .contains(
                        "\"relative_error\"",
                        "\"mean\",\"value\":{\"value\":0.35}",
                        "\"worst\",\"value\":{\"value\":0.5}");
        assertThat(Files.readString(directory.resolve("letters.jsonl")))
                .contains("OUT_OF_RANGE", "`update` makes Infinity of this row in the state 'sum'");
    }

    @Test
    void aModuleThatIsNotThereOrIsBrokenIsToldWithItsLine() throws IOException {
        plan("relative_error.pt");
        assertThat(run("check", "plan.yaml")).isEqualTo(2);
        assertThat(err.toString())
                .contains(
                        "plan.yaml:6: metrics[1].args.module: there is no file ",
                        "give its path from the plan's folder");
        copy("running_mean.pt");
        plan("running_mean.pt");
        assertThat(run("check", "plan.yaml")).isEqualTo(2);
        assertThat(err.toString())
                .contains(
                        "plan.yaml:5: metrics[1]: torchscript: the module running_mean.pt is broken: `update` makes of");
    }

    private void plan(String module) throws IOException {
        write(
                "plan.yaml",
                "plan: prices",
                "models: [m]",
                "metrics:",
                "  - mean_squared_error",
                "  - metric: torchscript",
                "    args: {module: " + module + "}",
                "    name: relative_error",
                "windows: [{kind: tumbling, size: 10m}]");
    }

    private void copy(String module) throws IOException {
        Files.copy(MODULES.resolve(module), directory.resolve(module));
    }

    private void write(String file, String... lines) throws IOException {
        Files.write(directory.resolve(file), List.of(lines));
    }

    private int run(String... arguments) {
        List<String> all = new ArrayList<>();
        for (String argument : arguments) {
            all.add(argument.contains(".") ? directory.resolve(argument).toString() : argument);
        }
        return Evalstream.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(all.toArray(String[]::new));
    }
}
