package io.evalstream.jobs.cli;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of commands that connect to Kafka. */
final class KafkaClient {
    @Option(
            names = {"-b", "--bootstrap-servers"},
            paramLabel = "HOST:PORT",
            defaultValue = "localhost:9092",
            description = "Kafka brokers, separated by commas (default: ${DEFAULT-VALUE}).")
    String bootstrapServers = "";

    @Option(
            names = "--kafka",
            paramLabel = "KEY=VALUE",
            description = "Any setting of Kafka's clients, such as security.protocol=SASL_SSL.")
    Map<String, String> properties = new TreeMap<>();

    @Option(
            names = "--kafka-config",
            paramLabel = "FILE",
            description = "A file with such settings, which keeps secrets off the command line.")
    @Nullable
    Path config;

    /** The properties of the file, and over them those of the command line. */
    Map<String, String> properties() {
        return properties(config, properties);
    }

    /** The properties of a file, if there is one, and over them these. */
    static Map<String, String> properties(@Nullable Path file, Map<String, String> over) {
        Map<String, String> all = new TreeMap<>();
        if (file != null) {
            Properties read = new Properties();
            try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
                read.load(reader);
            } catch (IOException e) {
                throw new IllegalArgumentException(
                        "the file " + file + " with properties of the Kafka client cannot be read; check its path", e);
            }
            read.stringPropertyNames().forEach(name -> all.put(name, read.getProperty(name)));
        }
        all.putAll(over);
        return all;
    }
}
