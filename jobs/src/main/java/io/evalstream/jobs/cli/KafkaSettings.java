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

/** Settings of Kafka's clients. */
final class KafkaSettings {
    @Option(
            names = "--kafka",
            paramLabel = "KEY=VALUE",
            description = "Any setting of Kafka's clients, such as security.protocol=SASL_SSL.")
    Map<String, String> settings = new TreeMap<>();

    @Option(
            names = "--kafka-config",
            paramLabel = "FILE",
            description =
                    "A file with such settings, which keeps secrets off the command line. Those that go through one"
                            + " of Kafka's config providers stay out of a job's checkpoints too.")
    @Nullable
    Path file;

    /** The properties of the file, and over them those of the command line. */
    Map<String, String> properties() {
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
        all.putAll(settings);
        return all;
    }
}
