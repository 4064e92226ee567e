package io.evalstream.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.evalstream.jobs.cli.PublishCommand;
import io.evalstream.jobs.embedded.EmbeddedKafka;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The packaged job as a cluster gets it, uploaded to real processes, and that more than once. */
class PackagedJobTest {

    private static final Path IMAGE = Repository.ROOT.resolve("jobs/target/image");
    private static final Path JAR = IMAGE.resolve("usrlib/evalstream.jar");
    private static final Path EXAMPLE = Repository.ROOT.resolve("examples/digits_multiclass");
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @Test
    void theJobJarHoldsNoNativeCodeAndNothingOfTheCluster() throws IOException {
        try (JarFile jar = new JarFile(JAR.toFile())) {
            List<String> entries = jar.stream().map(entry -> entry.getName()).toList();
            assertThat(entries)
                    .contains("io/evalstream/jobs/cli/Evalstream.class", "org/apache/kafka/clients/Metadata.class")
                    .noneMatch(name -> name.matches(".*\\.(so|dll|dylib|jnilib)"))
                    .noneMatch(name -> name.startsWith("org/apache/flink/runtime/"))
                    .noneMatch(name -> name.startsWith("org/slf4j/") || name.startsWith("org/apache/logging/"))
                    .noneMatch(name -> name.startsWith("kafka/server/"));
        }
        assertThat(Repository.files(IMAGE.resolve("lib"), ".jar"))
                .extracting(file -> file.getFileName().toString().replaceAll("-[0-9.-]+jar", ""))
                .containsExactlyInAnyOrder(
                        "api", "gson", "jna", "lz4-java", "pytorch-engine", "pytorch-jni", "snappy-java", "zstd-jni");
    }

    /** A library with native code loads once in a process, so a jar that brought one would fail the second time. */
    @Test
    void oneSessionClusterRunsTheSameJarAgainAndAgain(@TempDir Path directory) throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(0);
                SessionCluster cluster = new SessionCluster(directory.resolve("cluster"), IMAGE)) {
            // Natives for reading are loaded as well as those for writing.
            publish(kafka, "zstd");
            await().atMost(PATIENCE).until(cluster::isUp);
            String jar = cluster.upload(JAR);
            String first = cluster.run(jar, arguments(kafka, "first", "--bounded"));
            awaitState(cluster, first, "FINISHED");
            String again = cluster.upload(JAR);
            assertThat(again).isNotEqualTo(jar);
            String second = cluster.run(again, arguments(kafka, "second", "--bounded"));
            awaitState(cluster, second, "FINISHED");
            SortedMap<String, String> reports = reports(kafka, "first-metrics");
            assertThat(reports).hasSizeGreaterThan(5);
            assertThat(reports(kafka, "second-metrics")).isEqualTo(reports);

            String third = cluster.run(jar, arguments(kafka, "third", "--kafka-config", secretSettings(directory)));
            await().atMost(PATIENCE).until(() -> cluster.completedCheckpoints(third) > 1);
            assertThat(MetricNames.asked("flink_"))
                    .as("what dashboards and alerts ask of Flink")
                    .isSubsetOf(names(cluster.metrics()));
            cluster.cancel(third);
            awaitState(cluster, third, "CANCELED");
        }
    }

    private static void awaitState(SessionCluster cluster, String job, String state) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(250)).untilAsserted(() -> {
            String now = cluster.state(job);
            if (now.equals("FAILED")) {
                throw new IllegalStateException(cluster.exceptions(job));
            }
            assertThat(now).isEqualTo(state);
        });
    }

    private static List<String> arguments(EmbeddedKafka kafka, String name, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "run",
                "--plan",
                EXAMPLE.resolve("demo.yaml").toString(),
                "--bootstrap-servers",
                kafka.bootstrapServers(),
                "--format",
                "json",
                "--group-id",
                name,
                "--metrics-topic",
                name + "-metrics",
                "--dead-letters-topic",
                name + "-dead-letters",
                "--diagnostics-topic",
                name + "-diagnostics",
                "--create-topics",
                "2",
                "--checkpoint-interval",
                "1s"));
        arguments.addAll(List.of(more));
        return arguments;
    }

    /** Settings as the chart writes them: a client that did not resolve the secret would refuse to start. */
    private static String secretSettings(Path directory) throws IOException {
        Path secrets = Files.createDirectories(directory.resolve("secret"));
        Files.writeString(secrets.resolve("max-bytes"), "1000000");
        Path file = directory.resolve("client.properties");
        Files.writeString(file, """
                config.providers=secret
                config.providers.secret.class=org.apache.kafka.common.config.provider.DirectoryConfigProvider
                config.providers.secret.param.allowed.paths=%1$s
                send.buffer.bytes=${secret:%1$s:max-bytes}
                """.formatted(secrets));
        return file.toString();
    }

    private static void publish(EmbeddedKafka kafka, String compression) {
        StringWriter err = new StringWriter();
        int code = new CommandLine(new PublishCommand())
                .setErr(new PrintWriter(err, true))
                .execute(
                        "--bootstrap-servers",
                        kafka.bootstrapServers(),
                        "--predictions",
                        EXAMPLE.resolve("predictions.csv").toString(),
                        "--labels",
                        EXAMPLE.resolve("labels.csv").toString(),
                        "--format",
                        "json",
                        "--partitions",
                        "2",
                        "--kafka",
                        "compression.type=" + compression);
        assertThat(code).as(err.toString()).isZero();
    }

    /** The last report of each key. */
    private static SortedMap<String, String> reports(EmbeddedKafka kafka, String topic) throws Exception {
        Map<String, Object> settings =
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "isolation.level", "read_committed");
        SortedMap<String, String> reports = new TreeMap<>();
        try (Admin admin = Admin.create(settings);
                KafkaConsumer<String, String> consumer =
                        new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            List<TopicPartition> partitions =
                    admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic).partitions().stream()
                            .map(partition -> new TopicPartition(topic, partition.partition()))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> reports.put(record.key(), record.value()));
            }
        }
        return reports;
    }

    private static Set<String> names(String metrics) {
        return Pattern.compile("(?m)^(\\w+)[{ ]")
                .matcher(metrics)
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
