package io.evalstream.jobs.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.evalstream.jobs.embedded.EmbeddedKafka;
import io.evalstream.schemas.Format;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class PublisherTest {

    /** A producer that is quicker than the leaders of new partitions can get stuck on the order of its first batches. */
    @Test
    @Timeout(120)
    void topicsThatAreNewTakeEveryRow() throws Exception {
        Path folder = Path.of("..", "examples", "breast_cancer_binary");
        // A batch that is stuck shows soon.
        Map<String, String> impatient = Map.of("delivery.timeout.ms", "6000", "request.timeout.ms", "5000");
        try (EmbeddedKafka kafka = EmbeddedKafka.start(0)) {
            for (int i = 0; i < 10; i++) {
                Destination destination = new Destination(
                        kafka.bootstrapServers(), "predictions-" + i, "labels-" + i, 3, Format.AVRO, null, impatient);
                Publisher.Result result = new Publisher(destination, new Order.Shuffled(i), new Publisher.Listener() {})
                        .publish(folder.resolve("predictions.csv"), folder.resolve("labels.csv"));
                assertThat(result).isEqualTo(new Publisher.Result(570, 563, 0));
            }
        }
    }
}
