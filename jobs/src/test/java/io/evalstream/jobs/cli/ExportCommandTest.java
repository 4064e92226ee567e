package io.evalstream.jobs.cli;

import static io.evalstream.jobs.watch.Reports.scalar;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.evalstream.jobs.embedded.EmbeddedKafka;
import io.evalstream.jobs.export.mlflow.FakeMlflow;
import io.evalstream.jobs.watch.Reports;
import io.evalstream.schemas.JsonCodec;
import io.evalstream.schemas.MetricReport;
import io.evalstream.schemas.ReportKey;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class ExportCommandTest {
    private static final Pattern PORT = Pattern.compile("at port ([0-9]+) ");
    private static final Duration SOON = Duration.ofSeconds(40);

    private final HttpClient http = HttpClient.newHttpClient();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        return Evalstream.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    private HttpResponse<String> get(String path) throws Exception {
        Matcher port = PORT.matcher(out.toString());
        assertThat(port.find()).as(out + " " + err).isTrue();
        return http.send(
                HttpRequest.newBuilder(URI.create("http://localhost:" + port.group(1) + path))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static void send(KafkaProducer<byte[], byte[]> producer, MetricReport report) throws Exception {
        producer.send(new ProducerRecord<>(
                        "metrics",
                        ReportKey.of(report).toString().getBytes(UTF_8),
                        new JsonCodec<>(MetricReport.class).encode(report)))
                .get();
    }

    @Test
    void reportsOfATopicAreServedAndFinalOnesGoToMlflow() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(0);
                FakeMlflow mlflow = new FakeMlflow();
                KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                        Map.of("bootstrap.servers", kafka.bootstrapServers()),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            kafka.createTopics(2, "metrics");
            send(producer, Reports.of("m", "v1", 0, 3, scalar("accuracy", 0.5), scalar("auroc", 0.625)));
            send(producer, Reports.of("m", "v1", 1, 0, scalar("accuracy", 0.75), scalar("auroc", 0.875)));
            Thread command = new Thread(() -> run(
                    "export",
                    "--bootstrap-servers",
                    kafka.bootstrapServers(),
                    "--format",
                    "json",
                    "--host",
                    "localhost",
                    "--port",
                    "0",
                    "--metric",
                    "acc*",
                    "--mlflow",
                    mlflow.uri().toString(),
                    "--experiment",
                    "fraud"));
            command.start();
            try {
                await().atMost(SOON)
                        .untilAsserted(
                                () -> assertThat(get("/ready").statusCode()).isEqualTo(200));
                assertThat(get("/health").statusCode()).isEqualTo(200);
                assertThat(get("/metrics").body())
                        .contains("model=\"m\"", "metric=\"accuracy\",part=\"\"} 0.75\n")
                        .contains("evalstream_export_reports_total 2\n")
                        .doesNotContain("auroc");
                await().atMost(SOON)
                        .untilAsserted(() -> assertThat(mlflow.metrics("r0")).hasSize(1));
                assertThat(mlflow.experiments()).containsExactly("fraud");

                send(producer, Reports.of("m", "v1", 1, 3, scalar("accuracy", 0.25)));
                await().atMost(SOON).untilAsserted(() -> {
                    assertThat(get("/metrics").body()).contains("metric=\"accuracy\",part=\"\"} 0.25\n");
                    assertThat(mlflow.metrics("r0")).hasSize(2);
                });
            } finally {
                command.interrupt();
                command.join();
            }
            assertThat(err.toString()).isEmpty();
        }
    }

    @Test
    void optionsThatDoNotFitAreTheCallersMistake() {
        assertThat(run("export", "--mlflow", "http://localhost:5000")).isEqualTo(2);
        assertThat(err.toString()).contains("--mlflow URL and --experiment NAME go together");
        assertThat(run("export", "--port", "70000")).isEqualTo(2);
        assertThat(err.toString()).contains("--port is 70000; expected 0 to 65535");
        assertThat(run("export", "--max-series", "0")).isEqualTo(2);
    }
}
