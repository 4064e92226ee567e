package io.evalstream.jobs.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;

class EmbeddedFlinkTest {

    @Test
    void runsJobsShowsItsWebUiAndLeavesNothingBehind() throws Exception {
        Leftovers before = Leftovers.now();
        try (EmbeddedFlink flink = EmbeddedFlink.start(2, 0, new Configuration())) {
            List<Long> squares = flink.environment()
                    .fromSequence(1, 3)
                    .map(n -> n * n)
                    .returns(Long.class)
                    .executeAndCollect(10);

            assertThat(squares).containsExactlyInAnyOrder(1L, 4L, 9L);
            assertThat(get(flink, "/overview")).contains("\"slots-total\":2");
            assertThat(get(flink, "/")).contains("<title>Apache Flink Web Dashboard</title>");
        }
        before.assertNothingNew();
    }

    @Test
    void anotherPortIsTakenWhenTheWantedOneIsNotFree() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("localhost"));
                EmbeddedFlink flink = EmbeddedFlink.start(1, taken.getLocalPort(), new Configuration())) {
            assertThat(flink.restUrl().getPort()).isNotEqualTo(taken.getLocalPort());
        }
    }

    private static String get(EmbeddedFlink flink, String path) throws IOException {
        try (InputStream body = flink.restUrl().resolve(path).toURL().openStream()) {
            return new String(body.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
