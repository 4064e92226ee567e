package io.evalstream.jobs.tensorboard;

import static io.evalstream.jobs.watch.Reports.named;
import static io.evalstream.jobs.watch.Reports.scalar;
import static io.evalstream.jobs.watch.Reports.tensor;
import static io.evalstream.jobs.watch.Reports.undefined;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evalstream.jobs.tensorboard.EventReader.Event;
import io.evalstream.jobs.tensorboard.EventReader.Point;
import io.evalstream.jobs.watch.Reports;
import io.evalstream.schemas.MetricReport;
import io.evalstream.schemas.MetricValue;
import io.evalstream.schemas.TrainingProgress;
import io.evalstream.schemas.Window;
import io.evalstream.schemas.WindowKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TensorBoardOutputTest {
    private static final Instant TEN = Instant.parse("2026-03-01T10:00:00Z");

    @TempDir
    Path directory;

    @Test
    void stepsAndEpochsAreTaggedAsLightningDoes() throws IOException {
        draw(
                training("r7", "train", "", WindowKind.STEP, 5, 1, scalar("accuracy", 0.5)),
                training("r7", "train", "", WindowKind.EPOCH, 1, 1, scalar("accuracy", 0.75)),
                training("r7", "validate", "dataloader_idx_1", WindowKind.EPOCH, 1, 1, scalar("f1_score", 0.25)));

        assertThat(EventReader.curves(directory.resolve("digits/m/r7")))
                .isEqualTo(Map.of(
                        "train/accuracy_step", List.of(new Point(5, 0.5F)),
                        "train/accuracy_epoch", List.of(new Point(1, 0.75F)),
                        "validate/f1_score_epoch/dataloader_idx_1", List.of(new Point(1, 0.25F)),
                        "epoch", List.of(new Point(5, 1F))));
    }

    @Test
    void windowsInTimeAreTaggedByModelVersionAndWindow() throws IOException {
        MetricReport report = Reports.of("logreg", "v1", 0, 0, scalar("accuracy", 0.75));

        draw(report);

        assertThat(EventReader.curves(directory.resolve("digits/production")))
                .isEqualTo(Map.of(
                        "logreg/v1/10m/accuracy",
                        List.of(new Point(TEN.plusSeconds(600).getEpochSecond(), 0.75F))));
    }

    @Test
    void aFileBeginsWithItsVersionAndWithARestart() throws IOException {
        draw(Reports.of("logreg", "v1", 0, 0, scalar("accuracy", 0.75)));

        List<Event> events = EventReader.read(files("digits/production").get(0));

        double tick = TEN.plusSeconds(600).getEpochSecond();
        assertThat(events)
                .containsExactly(
                        new Event(tick, 0, "brain.Event:2", false, "", 0),
                        new Event(tick, 0, "", true, "", 0),
                        new Event(tick, (long) tick, "", false, "logreg/v1/10m/accuracy", 0.75F));
    }

    @Test
    void aRevisionReplacesItsPointAndKeepsTheLaterOnes() throws IOException {
        try (TensorBoardOutput output = new TensorBoardOutput(directory)) {
            output.show(List.of(
                    Reports.of("m", "v1", 0, 0, scalar("a", 0.5), scalar("b", 0.125)),
                    Reports.of("m", "v1", 1, 0, scalar("a", 0.25), scalar("b", 0.25))));
            output.show(List.of(Reports.of("m", "v1", 0, 1, scalar("a", 0.75), scalar("b", 0.125))));
        }

        long first = TEN.plusSeconds(600).getEpochSecond();
        assertThat(EventReader.curves(directory.resolve("digits/production")))
                .isEqualTo(Map.of(
                        "m/v1/10m/a", List.of(new Point(first, 0.75F), new Point(first + 600, 0.25F)),
                        "m/v1/10m/b", List.of(new Point(first, 0.125F), new Point(first + 600, 0.25F))));
    }

    @Test
    void aValueThatBecameUndefinedLosesItsPoint() throws IOException {
        try (TensorBoardOutput output = new TensorBoardOutput(directory)) {
            output.show(List.of(Reports.of("m", "v1", 0, 0, scalar("a", 0.5), scalar("b", 0.125))));
            output.show(List.of(Reports.of("m", "v1", 0, 1, undefined("a", "no labels"), scalar("b", 0.125))));
        }

        assertThat(EventReader.curves(directory.resolve("digits/production"))).containsOnlyKeys("m/v1/10m/b");
    }

    @Test
    void partsOfCompoundValuesAreDrawnAndTensorsAreNot() throws IOException {
        draw(Reports.of(
                "m",
                "v1",
                0,
                0,
                named("rates", scalar("fpr", 0.5), tensor("curve", List.of(2), 0.5, 1.0)),
                tensor("confusion_matrix", List.of(1, 1), 3.0)));

        assertThat(EventReader.curves(directory.resolve("digits/production"))).containsOnlyKeys("m/v1/10m/rates.fpr");
    }

    @Test
    void watchingASecondTimeDoublesNothing() throws IOException {
        for (int time = 0; time < 2; time++) {
            draw(training("r", "train", "", WindowKind.EPOCH, 0, 0, scalar("a", 0.5)));
        }

        assertThat(files("digits/m/r")).hasSize(2);
        assertThat(EventReader.curves(directory.resolve("digits/m/r")))
                .isEqualTo(Map.of("train/a_epoch", List.of(new Point(0, 0.5F))));
    }

    @Test
    void namesOfRunsLeadNowhereElse() throws IOException {
        draw(
                training("../../r", "train", "", WindowKind.EPOCH, 0, 0, scalar("a", 0.5)),
                training("..", "train", "", WindowKind.EPOCH, 0, 0, scalar("a", 0.5)));

        try (Stream<Path> runs = Files.list(directory.resolve("digits/m"))) {
            assertThat(runs.map(run -> run.getFileName().toString()))
                    .containsExactlyInAnyOrder("%2e.%2f..%2fr", "%2e.");
        }
    }

    @Test
    void anyOrderOfRevisionsEndsInTheLastValueOfEachPoint() throws IOException {
        Random random = new Random(7);
        Map<String, TreeMap<Long, Float>> expected = new TreeMap<>();
        try (TensorBoardOutput output = new TensorBoardOutput(directory)) {
            for (int poll = 0; poll < 60; poll++) {
                List<MetricReport> reports = new ArrayList<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    int epoch = random.nextInt(20);
                    double value = random.nextInt(64) / 64.0;
                    String metric = random.nextBoolean() ? "a" : "b";
                    boolean defined = random.nextInt(5) > 0;
                    reports.add(training(
                            "r",
                            "train",
                            "",
                            WindowKind.EPOCH,
                            epoch,
                            epoch,
                            defined ? scalar(metric, value) : undefined(metric, "none")));
                    TreeMap<Long, Float> curve =
                            expected.computeIfAbsent("train/" + metric + "_epoch", name -> new TreeMap<>());
                    if (defined) {
                        curve.put((long) epoch, (float) value);
                    } else {
                        curve.remove((long) epoch);
                    }
                }
                output.show(reports);
            }
        }

        Map<String, List<Point>> points = new TreeMap<>();
        expected.forEach((tag, curve) -> points.put(
                tag,
                curve.entrySet().stream()
                        .map(point -> new Point(point.getKey(), point.getValue()))
                        .toList()));
        assertThat(EventReader.curves(directory.resolve("digits/m/r"))).isEqualTo(points);
    }

    @Test
    void aDirectoryThatCannotBeWrittenIsToldWithARemedy() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));

        try (TensorBoardOutput output = new TensorBoardOutput(file)) {
            assertThatThrownBy(() -> output.show(List.of(Reports.of("m", "v1", 0, 0, scalar("a", 0.5)))))
                    .hasMessageContaining("event files cannot be written in " + file)
                    .hasMessageContaining("name another directory");
        }
    }

    private void draw(MetricReport... reports) {
        try (TensorBoardOutput output = new TensorBoardOutput(directory)) {
            output.show(List.of(reports));
        }
    }

    private List<Path> files(String run) throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve(run))) {
            return files.toList();
        }
    }

    private static MetricReport training(
            String run, String stage, String dataset, WindowKind kind, long number, int epoch, MetricValue... values) {
        return MetricReport.newBuilder(Reports.of("m", "", 0, 0, values))
                .setRunId(run)
                .setStage(stage)
                .setDataset(dataset)
                .setWindow(new Window(kind.name().toLowerCase(Locale.ROOT), kind, TEN, TEN, number))
                .setTraining(TrainingProgress.newBuilder()
                        .setAttempt(0)
                        .setEpoch(epoch)
                        .setWorldSize(1)
                        .setBatches(1)
                        .build())
                .build();
    }
}
