package io.evalstream.jobs.export;

import static io.evalstream.jobs.watch.Reports.scalar;
import static org.assertj.core.api.Assertions.assertThat;

import io.evalstream.jobs.watch.Reports;
import java.io.ByteArrayInputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MetricsServerTest {
    private final HttpClient http = HttpClient.newHttpClient();
    private final ReportGauges gauges = new ReportGauges(ExportFilter.all(), 1000, 100, Duration.ofHours(1));
    private final AtomicReference<String> trouble = new AtomicReference<>("");
    private MetricsServer server;

    @BeforeEach
    void start() throws Exception {
        server = new MetricsServer(new InetSocketAddress("localhost", 0), gauges, trouble::get);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private HttpResponse<byte[]> send(String method, String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + server.port() + path))
                .method(method, HttpRequest.BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private String text(HttpResponse<byte[]> response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    @Test
    void gaugesAreServedInTheFormatThatIsAskedFor() throws Exception {
        gauges.add(Reports.of("m", "v1", 0, 0, scalar("accuracy", 0.5)), Instant.now());
        gauges.open();
        HttpResponse<byte[]> plain = send("GET", "/metrics");
        assertThat(plain.statusCode()).isEqualTo(200);
        assertThat(plain.headers().firstValue("Content-Type")).contains("text/plain; version=0.0.4; charset=utf-8");
        assertThat(text(plain)).contains("metric=\"accuracy\",part=\"\"} 0.5\n").doesNotContain("# EOF");

        HttpResponse<byte[]> open =
                send("GET", "/metrics", "Accept", "application/openmetrics-text", "Accept-Encoding", "gzip");
        assertThat(open.headers().firstValue("Content-Type"))
                .contains("application/openmetrics-text; version=1.0.0; charset=utf-8");
        assertThat(open.headers().firstValue("Content-Encoding")).contains("gzip");
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(open.body()))) {
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo(Exposition.OPENMETRICS.write(gauges.samples()));
        }
        assertThat(send("HEAD", "/metrics").body()).isEmpty();
    }

    @Test
    void healthFollowsTheConnectionAndReadinessTheTopic() throws Exception {
        assertThat(send("GET", "/health").statusCode()).isEqualTo(200);
        HttpResponse<byte[]> early = send("GET", "/ready");
        assertThat(early.statusCode()).isEqualTo(503);
        gauges.open();
        assertThat(send("GET", "/ready").statusCode()).isEqualTo(200);
        trouble.set("no broker answers");
        HttpResponse<byte[]> sick = send("GET", "/health");
        assertThat(sick.statusCode()).isEqualTo(503);
        assertThat(text(sick)).isEqualTo("no broker answers\n");
    }

    @Test
    void otherRequestsAreRefused() throws Exception {
        assertThat(send("POST", "/metrics").statusCode()).isEqualTo(405);
        assertThat(send("GET", "/metricsx").statusCode()).isEqualTo(404);
        assertThat(text(send("GET", "/"))).isEqualTo("see /metrics, /health and /ready\n");
    }
}
