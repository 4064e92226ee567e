package io.evalstream.operators.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.evalstream.schemas.MetricReport;
import io.evalstream.schemas.MetricValue;
import io.evalstream.schemas.Scalar;
import io.evalstream.schemas.TensorValue;
import io.evalstream.schemas.TrainingEvent;
import io.evalstream.schemas.WindowKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Loops of several epochs, two data loaders and three ranks give what TorchMetrics gives, in whatever order they come. */
class TrainingExamplesTest {

    private static final int INTERLEAVINGS = 24;

    @ParameterizedTest
    @ValueSource(strings = {"multiclass", "regression"})
    void everyStepAndEpochIsWhatTorchMetricsGives(String name) throws Exception {
        TrainingExample example = TrainingExample.of(name);
        List<MetricReport> reports = inOrder(example);
        Map<String, Map<String, List<Double>>> expected = example.expected();
        Map<String, Map<String, List<Double>>> found = new LinkedHashMap<>();
        for (MetricReport report : reports) {
            assertThat(report.getFinal$()).isTrue();
            assertThat(Objects.requireNonNull(report.getTraining()).getMissing())
                    .isEmpty();
            assertThat(found.put(place(report), values(report))).isNull();
        }
        assertThat(found.keySet()).containsExactlyInAnyOrderElementsOf(expected.keySet());
        expected.forEach((place, metrics) -> metrics.forEach((metric, numbers) -> {
            List<Double> values = Objects.requireNonNull(
                    Objects.requireNonNull(found.get(place)).get(metric));
            assertThat(values).as(place + " " + metric).hasSameSizeAs(numbers);
            for (int i = 0; i < numbers.size(); i++) {
                assertThat(values.get(i)).as(place + " " + metric).isCloseTo(numbers.get(i), within(1e-12));
            }
        }));
    }

    @Test
    void theF1OfAnEpochIsThatOfItsRowsAndNotTheMeanOfItsSteps() throws Exception {
        TrainingExample example = TrainingExample.of("multiclass");
        List<Double> ofSteps = new ArrayList<>();
        double ofEpoch = Double.NaN;
        for (MetricReport report : inOrder(example)) {
            if (report.getStage().equals("train")
                    && Objects.requireNonNull(report.getTraining()).getEpoch() == 0) {
                double f1 =
                        Objects.requireNonNull(values(report).get("f1_score")).get(0);
                if (report.getWindow().getKind() == WindowKind.EPOCH) {
                    ofEpoch = f1;
                } else {
                    ofSteps.add(f1);
                }
            }
        }
        double mean = ofSteps.stream().mapToDouble(Double::doubleValue).sum() / ofSteps.size();
        Map<String, List<Double>> expected =
                Objects.requireNonNull(example.expected().get("train/ epoch 0"));
        assertThat(ofEpoch)
                .isCloseTo(Objects.requireNonNull(expected.get("f1_score")).get(0), within(1e-12));
        assertThat(Math.abs(ofEpoch - mean)).isGreaterThan(0.01);
    }

    /** Ranks in any order among one another, batches that come twice, a rank that is late, a failure on the way. */
    @ParameterizedTest
    @ValueSource(strings = {"multiclass", "regression"})
    void anyInterleavingGivesTheSameBytes(String name) throws Exception {
        TrainingExample example = TrainingExample.of(name);
        Map<String, String> expected;
        try (TrainingStory story = TrainingStory.of(example.plan())) {
            for (List<TrainingEvent> rank : example.byRank()) {
                for (TrainingEvent event : rank) {
                    story.tell(event);
                }
            }
            expected = story.bytes();
        }
        assertThat(expected).hasSameSizeAs(example.expected().keySet());
        for (int seed = 0; seed < INTERLEAVINGS; seed++) {
            StateBackend backend = seed % 8 == 7 ? new EmbeddedRocksDBStateBackend() : new HashMapStateBackend();
            assertThat(disturbed(example, new SplittableRandom(seed), backend))
                    .as("seed " + seed)
                    .isEqualTo(expected);
        }
    }

    private static Map<String, String> disturbed(TrainingExample example, SplittableRandom random, StateBackend backend)
            throws Exception {
        List<List<TrainingEvent>> left = new ArrayList<>();
        example.byRank().forEach(rank -> left.add(new ArrayList<>(rank)));
        int late = random.nextInt(left.size() + 1);
        int pause = random.nextInt(60);
        List<TrainingEvent> sent = new ArrayList<>();
        try (TrainingStory story = new TrainingStory(example.plan(), backend)) {
            while (left.stream().anyMatch(rank -> !rank.isEmpty())) {
                int rank = random.nextInt(left.size());
                boolean othersLeft =
                        left.stream().filter(events -> !events.isEmpty()).count() > 1;
                if (left.get(rank).isEmpty() || (rank == late && othersLeft && random.nextInt(10) > 0)) {
                    continue;
                }
                TrainingEvent event = left.get(rank).remove(0);
                story.tell(event);
                sent.add(event);
                if (random.nextInt(8) == 0) {
                    story.tell(sent.get(random.nextInt(sent.size())));
                }
                if (random.nextInt(25) == 0) {
                    story.restart();
                }
                if (sent.size() == pause) {
                    story.wait(Duration.ofMinutes(10));
                }
            }
            Map<String, String> bytes = story.bytes();
            story.wait(example.plan().training().keep().plusMinutes(1));
            assertThat(story.bytes()).isEqualTo(bytes);
            assertThat(story.timers()).isZero();
            if (backend instanceof HashMapStateBackend) {
                assertThat(story.entries()).isZero();
            }
            return bytes;
        }
    }

    private static List<MetricReport> inOrder(TrainingExample example) throws Exception {
        List<List<TrainingEvent>> byRank = example.byRank();
        try (TrainingStory story = TrainingStory.of(example.plan())) {
            for (int i = 0; i < byRank.get(0).size(); i++) {
                for (List<TrainingEvent> rank : byRank) {
                    story.tell(rank.get(i));
                }
            }
            return List.copyOf(story.reports());
        }
    }

    private static String place(MetricReport report) {
        return report.getStage() + "/" + report.getDataset() + " epoch "
                + Objects.requireNonNull(report.getTraining()).getEpoch()
                + (report.getWindow().getKind() == WindowKind.STEP
                        ? " step " + report.getWindow().getNumber()
                        : "");
    }

    private static Map<String, List<Double>> values(MetricReport report) {
        Map<String, List<Double>> values = new LinkedHashMap<>();
        for (MetricValue value : report.getValues()) {
            values.put(
                    value.getName(),
                    value.getValue() instanceof TensorValue tensor
                            ? tensor.getValues()
                            : List.of(((Scalar) value.getValue()).getValue()));
        }
        return values;
    }
}
