package io.evalstream.jobs.cli;

import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options of commands that connect to Kafka. */
final class KafkaClient {
    @Option(
            names = {"-b", "--bootstrap-servers"},
            paramLabel = "HOST:PORT",
            defaultValue = "localhost:9092",
            description = "Kafka brokers, separated by commas (default: ${DEFAULT-VALUE}).")
    String bootstrapServers = "";

    @Mixin
    private KafkaSettings settings = new KafkaSettings();

    Map<String, String> properties() {
        return settings.properties();
    }
}
