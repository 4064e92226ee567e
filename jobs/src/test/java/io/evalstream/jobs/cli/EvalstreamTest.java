package io.evalstream.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.evalstream.metrics.metric.Catalogue;
import io.evalstream.metrics.metric.MetricDefinition;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;

class EvalstreamTest {

    private static final String EXAMPLE = "../examples/digits_multiclass/plan.yaml";

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        return run(Evalstream.commandLine(), args);
    }

    private int run(CommandLine command, String... args) {
        return command.setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(args);
    }

    @Test
    void aPlanThatIsRightIsDescribed() {
        assertThat(run("check", EXAMPLE)).isZero();
        assertThat(err.toString()).isEmpty();
        assertThat(out.toString())
                .startsWith(EXAMPLE + ": ok\n")
                .contains("plan     digits, version 1\n")
                .contains("metrics  14 from ")
                .contains("reads    preds (10 wide), target\n")
                .containsPattern("state    [0-9,]+ bytes for each series and pane, and 1 map that grows to a cap\n")
                .contains("panes    10m\n")
                .contains("windows  tumbling-10m, running-10m\n")
                .contains("series   by model and version, by model\n")
                .contains("labels   horizon 24h, revised every 10m, by topic\n");
    }

    @Test
    void aWrongPlanIsTheCallersMistakeAndTheOthersAreStillChecked(@TempDir Path folder) throws IOException {
        Path wrong = Files.writeString(
                folder.resolve("wrong.yaml"),
                "plan: p\nmodels: [m]\nmetrics: [accurac]\nwindows: [{kind: tumbling, size: 1m}]\n");
        assertThat(run("check", wrong.toString(), EXAMPLE)).isEqualTo(2);
        assertThat(err.toString())
                .isEqualTo(wrong + ":3: metrics[0]: found 'accurac'; expected the name of a metric"
                        + " (did you mean 'accuracy'?); `evalstream metrics` lists them\n");
        assertThat(out.toString()).contains(EXAMPLE + ": ok");
    }

    @Test
    void theSchemaIsPrintedForEditors() throws IOException {
        assertThat(run("check", "--schema")).isZero();
        assertThat(new ObjectMapper().readTree(out.toString()).path("required").size())
                .isBetween(1, 5);
    }

    @Test
    void everyMetricIsListed() {
        assertThat(run("metrics")).isZero();
        for (MetricDefinition definition : Catalogue.discover().definitions()) {
            assertThat(out.toString()).contains("\n  " + definition.name() + " ");
        }
    }

    @Test
    void aFamilyIsListedAlone() {
        assertThat(run("metrics", "--family", "regression")).isZero();
        assertThat(out.toString()).contains("mean_squared_error").doesNotContain("accuracy");
        assertThat(run("metrics", "--family", "regresion")).isEqualTo(2);
        assertThat(err.toString()).contains("there is no family 'regresion'; there are ");
    }

    @Test
    void aMetricIsExplainedWithTheStateThatItNeeds() {
        assertThat(run("metrics", "ConfusionMatrix", "task=multiclass", "num_classes=10"))
                .isZero();
        assertThat(out.toString())
                .startsWith("confusion_matrix (classification)\n")
                .contains("TorchMetrics  ConfusionMatrix\n")
                .containsPattern("task +must be given +one of binary, multiclass, multilabel")
                .containsPattern("counts\\[10, 10] +800 bytes\n");
    }

    @Test
    void everyMetricHasAPage() {
        for (MetricDefinition definition : Catalogue.discover().definitions()) {
            assertThat(run("metrics", definition.name())).as(definition.name()).isZero();
        }
    }

    @Test
    void thePageOfAllMetricsSaysWhatTheCatalogueSays() throws IOException {
        assertThat(run("metrics", "--markdown")).isZero();
        List<String> page = out.toString().lines().toList();
        List<String> kept = Files.readAllLines(Path.of("../docs/metrics.md"));
        for (int i = 0; i < Math.max(page.size(), kept.size()); i++) {
            String expected = i < page.size() ? page.get(i) : "the end";
            String found = i < kept.size() ? kept.get(i) : "the end";
            assertThat(found)
                    .withFailMessage(
                            "docs/metrics.md:%d says%n  %s%nbut the catalogue says%n  %s%n"
                                    + "rewrite it: ./evalstream metrics --markdown > docs/metrics.md",
                            i + 1, found, expected)
                    .isEqualTo(expected);
        }
        assertThat(run("metrics", "--markdown", "accuracy")).isEqualTo(2);
    }

    @Test
    void wrongArgumentsOfAMetricAreTheCallersMistake() {
        assertThat(run("metrics", "confusion_matrix", "task=multiclas")).isEqualTo(2);
        assertThat(err.toString())
                .isEqualTo("confusion_matrix: 'task' is 'multiclas'; expected one of binary, multiclass, multilabel"
                        + " (did you mean 'multiclass'?)\n");
    }

    @Test
    void aMistypedWordIsAnsweredWithTheOneThatWasMeant() {
        assertThat(run("chek")).isEqualTo(2);
        assertThat(err.toString()).isEqualTo("""
                        evalstream: Unmatched argument at index 0: 'chek' (did you mean 'check'?)
                        Try 'evalstream --help'.
                        """);
        err.getBuffer().setLength(0);
        assertThat(run("check", "--shema")).isEqualTo(2);
        assertThat(err.toString()).isEqualTo("""
                        evalstream check: Unknown option: '--shema' (did you mean '--schema'?)
                        Try 'evalstream check --help'.
                        """);
    }

    @Test
    void helpAndVersionSucceedAndNoSubcommandDoesNot() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString()).contains("check", "metrics", "Exit codes:");
        assertThat(run("check", "--help")).isZero();
        assertThat(run("--version")).isZero();
        assertThat(out.toString()).containsPattern("evalstream [0-9]+\\.[0-9]+").doesNotContain("${");
        assertThat(run()).isEqualTo(2);
    }

    @Command(name = "break")
    private static final class Breaking implements Runnable {
        @Override
        public void run() {
            throw new IllegalStateException("job failed", new IOException("no broker answers\nat all"));
        }
    }

    @Test
    void aFailureIsOneLineAndItsOriginIsShownOnRequest() {
        CommandLine command = Evalstream.commandLine().addSubcommand(new Breaking());
        assertThat(run(command, "break")).isEqualTo(1);
        assertThat(err.toString()).isEqualTo("evalstream break: no broker answers (--verbose shows more)\n");
        err.getBuffer().setLength(0);
        assertThat(run(command, "--verbose", "break")).isEqualTo(1);
        assertThat(err.toString())
                .startsWith("evalstream break: no broker answers\n")
                .contains("\tat ");
    }
}
