package io.evalstream.jobs.publish;

import io.evalstream.schemas.Format;
import io.evalstream.schemas.RegistryOptions;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where rows are published, and how they are written.
 *
 * @param partitions of topics that do not exist yet
 * @param registry where schemas are registered; needed for {@link Format#REGISTRY} only
 * @param client further properties of the Kafka clients
 */
public record Destination(
        String bootstrapServers,
        String predictionsTopic,
        String labelsTopic,
        int partitions,
        Format format,
        @Nullable RegistryOptions registry,
        Map<String, String> client) {

    public Destination {
        if (partitions < 1) {
            throw new IllegalArgumentException("a topic cannot have " + partitions + " partitions; expected 1 or more");
        }
        if (predictionsTopic.equals(labelsTopic)) {
            throw new IllegalArgumentException(
                    "predictions and labels are both to go to topic '" + labelsTopic + "'; give them a topic each");
        }
        client = Map.copyOf(client);
    }
}
