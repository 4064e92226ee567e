package io.evalstream.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.evalstream.jobs.kafka.KafkaOptions;
import io.evalstream.jobs.plan.PlanFile;
import io.evalstream.jobs.publish.Order;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The example streams by way of Kafka end in the very bytes that they end in from files. */
@Timeout(240)
class KafkaExamplesTest {

    private static Station station;

    @TempDir
    Path directory;

    @BeforeAll
    static void open() {
        station = Station.open(4, new Configuration());
    }

    @AfterAll
    static void close() {
        station.close();
    }

    @Test
    void digitsInAnyOrderAtAnyParallelism() throws Exception {
        ExampleStream digits = ExampleStream.of("digits_multiclass");
        SortedMap<String, String> expected = digits.evaluate(directory.resolve("one.jsonl"), 1);
        // 18 windows and the running one, of two versions and of both; no version misses a window.
        assertThat(expected).hasSize(3 * (18 + 1));
        assertThat(digits.evaluate(directory.resolve("two.jsonl"), 2)).isEqualTo(expected);
        publish(digits, "shuffled-1", new Order.Shuffled(1), 1438, 1410);
        publish(digits, "shuffled-2", new Order.Shuffled(2), 1438, 1410);
        for (String input : List.of("shuffled-1", "shuffled-2")) {
            for (int parallelism : List.of(1, 4)) {
                assertSame(digits, input, parallelism, expected);
            }
        }
    }

    @Test
    void cancersShuffled() throws Exception {
        ExampleStream cancers = ExampleStream.of("breast_cancer_binary");
        publish(cancers, "cancers", new Order.Shuffled(3), 570, 563);
        assertSame(cancers, "cancers", 4, cancers.evaluate(directory.resolve("cancers.jsonl"), 1));
    }

    @Test
    void diabetesShuffled() throws Exception {
        ExampleStream diabetes = ExampleStream.of("diabetes_regression");
        publish(diabetes, "diabetes", new Order.Shuffled(4), 532, 527);
        assertSame(diabetes, "diabetes", 4, diabetes.evaluate(directory.resolve("diabetes.jsonl"), 1));
    }

    private static void publish(ExampleStream stream, String input, Order order, long predictions, long labels)
            throws InterruptedException {
        var result = station.publish(stream, input, order);
        assertThat(result.predictions()).isEqualTo(predictions);
        assertThat(result.labels()).isEqualTo(labels);
        assertThat(result.refused()).isZero();
    }

    private static void assertSame(
            ExampleStream stream, String input, int parallelism, SortedMap<String, String> expected) throws Exception {
        KafkaOptions options = station.options(input, input + "-at-" + parallelism);
        station.run(List.of(PlanFile.read(stream.plan())), options, parallelism);
        SortedMap<String, String> found = new TreeMap<>();
        station.finals(options).forEach((key, reports) -> {
            assertThat(reports).as(options.groupId() + ": " + key).hasSize(1);
            found.put(key, reports.get(0));
        });
        assertThat(found).as(options.groupId()).isEqualTo(expected);
        assertThat(station.read(options.topics().deadLetters())).isEmpty();
    }
}
