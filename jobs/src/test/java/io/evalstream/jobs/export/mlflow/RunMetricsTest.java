package io.evalstream.jobs.export.mlflow;

import static io.evalstream.jobs.watch.Reports.scalar;
import static io.evalstream.jobs.watch.Reports.tensor;
import static io.evalstream.jobs.watch.Reports.undefined;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evalstream.jobs.export.ExportFilter;
import io.evalstream.jobs.watch.Reports;
import io.evalstream.schemas.MetricReport;
import io.evalstream.schemas.MetricValue;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RunMetricsTest {
    /** The revision of {@link Reports} that is final. */
    private static final int LAST = 3;

    private static final long END = 1_772_359_800L;

    private FakeMlflow mlflow;

    @BeforeEach
    void start() throws Exception {
        mlflow = new FakeMlflow();
    }

    @AfterEach
    void stop() {
        mlflow.close();
    }

    /** What a process that was just started has. */
    private RunMetrics started() throws Exception {
        return new RunMetrics(Experiment.named(new MlflowClient(mlflow.uri(), Map.of()), "fraud"), ExportFilter.all());
    }

    @Test
    void finalReportsBecomeMetricsOfTheRunOfTheirSeries() throws Exception {
        MetricReport sliced = Reports.of("m", "v1", 1, LAST, scalar("accuracy", 0.25));
        sliced.setSlice("country=DE");
        int count = started()
                .write(List.of(
                        Reports.of("m", "v1", 0, 0, scalar("accuracy", 0.1)),
                        Reports.of(
                                "m",
                                "v1",
                                0,
                                LAST,
                                scalar("accuracy", 0.5),
                                undefined("auroc", "one class"),
                                tensor("f1", List.of(3), 0.5, Double.NaN, Double.POSITIVE_INFINITY)),
                        sliced,
                        Reports.of("m", "v2", 0, LAST, scalar("accuracy", 0.75))));

        assertThat(count).isEqualTo(4);
        assertThat(mlflow.experiments()).containsExactly("fraud");
        assertThat(mlflow.runs()).containsExactly("r0", "r1");
        assertThat(mlflow.run("r0").path("run_name").asText()).isEqualTo("m v1 production");
        assertThat(mlflow.metrics("r0"))
                .containsExactly(
                        "10m/accuracy@" + END * 1000 + "/" + END + "=0.5",
                        "10m/country_DE/accuracy@" + (END + 600) * 1000 + "/" + (END + 600) + "=0.25",
                        "10m/f1/0@" + END * 1000 + "/" + END + "=0.5");
        assertThat(mlflow.metrics("r1")).containsExactly("10m/accuracy@" + END * 1000 + "/" + END + "=0.75");
    }

    @Test
    void whatIsThereIsNotWrittenAgainByWhomever() throws Exception {
        List<MetricReport> reports = new ArrayList<>();
        for (int window = 0; window < 5; window++) {
            reports.add(Reports.of("m", "v1", window, LAST, scalar("accuracy", window / 10.0)));
        }
        RunMetrics first = started();
        assertThat(first.write(reports.subList(0, 4))).isEqualTo(4);
        List<String> before = mlflow.metrics("r0");
        assertThat(first.write(reports.subList(0, 4))).isZero();
        // Another process, to which the topic gives other windows first.
        Collections.reverse(reports);
        assertThat(started().write(reports)).isEqualTo(1);
        assertThat(mlflow.metrics("r0")).hasSize(5).containsAll(before);
        assertThat(mlflow.runs()).hasSize(1);
    }

    @Test
    void aBatchThatWasCarriedOutInPartIsCompleted() throws Exception {
        RunMetrics runs = started();
        List<MetricReport> reports =
                List.of(Reports.of("m", "v1", 0, LAST, scalar("a", 1), scalar("b", 2), scalar("c", 3)));
        mlflow.fail(1, 503, 2);
        assertThatThrownBy(() -> runs.write(reports))
                .isInstanceOfSatisfying(
                        MlflowException.class, e -> assertThat(e.isPassing()).isTrue())
                .hasMessageContaining("runs/log-batch with status 503")
                .hasMessageContaining("cannot now");
        assertThat(runs.write(reports)).isEqualTo(1);
        assertThat(mlflow.metrics("r0"))
                .extracting(metric -> metric.replaceAll("@.*=", "="))
                .containsExactly("10m/a=1.0", "10m/b=2.0", "10m/c=3.0");
    }

    @Test
    void noRequestIsLargerThanMlflowTakes() throws Exception {
        MetricValue[] many = new MetricValue[2500];
        for (int i = 0; i < many.length; i++) {
            many[i] = scalar("m" + i, i);
        }
        assertThat(started().write(List.of(Reports.of("m", "v1", 0, LAST, many))))
                .isEqualTo(2500);
        assertThat(mlflow.batches()).containsExactly(1000, 1000, 500);
    }

    @Test
    void aRunOfMlflowsOwnIsUsedAsItIs() throws Exception {
        String own = "0123456789abcdef0123456789abcdef";
        mlflow.addRun(own);
        MetricReport report = Reports.of("m", "v1", 0, LAST, scalar("accuracy", 0.5));
        report.setRunId(own);
        report.getWindow().setNumber(7L);
        started().write(List.of(report));
        assertThat(mlflow.runs()).containsExactly(own);
        assertThat(mlflow.metrics(own)).containsExactly("10m/accuracy@" + END * 1000 + "/7=0.5");
    }

    @Test
    void aRequestThatIsWrongIsToldApartAndCredentialsAreSent() throws Exception {
        mlflow.fail(1, 400, 0);
        RunMetrics runs = new RunMetrics(
                Experiment.named(
                        new MlflowClient(
                                mlflow.uri(),
                                Map.of("MLFLOW_TRACKING_USERNAME", "me", "MLFLOW_TRACKING_PASSWORD", "secret")),
                        "fraud"),
                ExportFilter.all());
        assertThatThrownBy(() -> runs.write(List.of(Reports.of("m", "v1", 0, LAST, scalar("a", 1)))))
                .isInstanceOfSatisfying(
                        MlflowException.class, e -> assertThat(e.isPassing()).isFalse());
        assertThat(mlflow.authorizations()).containsOnly("Basic bWU6c2VjcmV0");
        assertThatThrownBy(() -> new MlflowClient(URI.create("sqlite:///mlflow.db"), Map.of()))
                .hasMessageContaining("is no address of an MLflow tracking server");
    }

    @Test
    void keysAreLegalPathsWhateverTheNames() throws Exception {
        MetricReport odd = Reports.of("m", "v1", 0, LAST, scalar("a/b@" + "x".repeat(300), 1), scalar("..", 2));
        started().write(List.of(odd));
        assertThat(mlflow.metrics("r0"))
                .extracting(metric -> metric.replaceAll("@.*", ""))
                .allSatisfy(key -> assertThat(key.length()).isLessThanOrEqualTo(250))
                .anyMatch(key -> key.equals("10m/__"))
                .anyMatch(key -> key.startsWith("10m/a_b_xxx"));
    }
}
