package io.evalstream.jobs.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How the job runs on Flink. What is not given here is left to Flink's own configuration. */
final class FlinkArguments {

    /** Where Flink keeps checkpoints. */
    private static final String FILES = "filesystem";

    private static final String MEMORY = "jobmanager";

    /** Where keyed state lives. */
    enum Backend {
        HEAP("hashmap"),
        ROCKSDB("rocksdb");

        private final String flinkName;

        Backend(String flinkName) {
            this.flinkName = flinkName;
        }
    }

    @Option(
            names = {"-p", "--parallelism"},
            paramLabel = "N",
            description = "Parallel instances of each operator; by default what Flink is configured for.")
    @Nullable
    Integer parallelism;

    @Option(
            names = "--checkpoint-interval",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            defaultValue = "10s",
            description =
                    "Time between checkpoints, and with exactly-once delivery the delay of reports (default: 10s).")
    Duration checkpointInterval = Duration.ofSeconds(10);

    @Option(
            names = "--checkpoint-dir",
            paramLabel = "DIR",
            description = "Where checkpoints are kept; by default where Flink is configured to, else in the memory"
                    + " of the job manager, which is for trials: it takes 5 MB of an operator's state.")
    @Nullable
    String checkpointDirectory;

    @Option(
            names = "--state-backend",
            paramLabel = "heap|rocksdb",
            description = "Where state lives: heap for speed, rocksdb for state larger than memory.")
    @Nullable
    Backend backend;

    @Option(names = "--from-savepoint", paramLabel = "DIR", description = "Savepoint or checkpoint to go on from.")
    @Nullable
    String savepoint;

    @Option(
            names = "--flink",
            paramLabel = "KEY=VALUE",
            description = "Any setting of Flink, such as taskmanager.memory.network.max=256m.")
    Map<String, String> settings = new LinkedHashMap<>();

    Configuration configuration() {
        Configuration configuration = Configuration.fromMap(settings);
        configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, checkpointInterval);
        if (parallelism != null) {
            configuration.set(CoreOptions.DEFAULT_PARALLELISM, parallelism);
        }
        if (checkpointDirectory != null) {
            configuration.set(CheckpointingOptions.CHECKPOINT_STORAGE, FILES);
            configuration.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, uri(checkpointDirectory));
        }
        if (backend != null) {
            configuration.set(StateBackendOptions.STATE_BACKEND, backend.flinkName);
        }
        if (savepoint != null) {
            configuration.set(StateRecoveryOptions.SAVEPOINT_PATH, uri(savepoint));
        }
        return configuration;
    }

    /** What to say of where checkpoints are kept, or null where that is a file system. */
    static @Nullable String warning(ReadableConfig configuration) {
        Duration interval = configuration
                .getOptional(CheckpointingOptions.CHECKPOINTING_INTERVAL)
                .orElse(Duration.ZERO);
        String storage = configuration
                .getOptional(CheckpointingOptions.CHECKPOINT_STORAGE)
                .orElse(
                        configuration
                                        .getOptional(CheckpointingOptions.CHECKPOINTS_DIRECTORY)
                                        .isPresent()
                                ? FILES
                                : MEMORY);
        return interval.isZero() || !storage.equals(MEMORY)
                ? null
                : "checkpoints are kept in the memory of the job manager, which loses them with its process and takes"
                        + " 5 MB of an operator's state; with more, the job restarts again and again. Give --checkpoint-dir=DIR,"
                        + " unless this is a trial";
    }

    /** Flink wants a scheme; a plain path is a local one. */
    private static String uri(String place) {
        return place.toLowerCase(Locale.ROOT).matches("[a-z][a-z0-9+]*://?.*")
                ? place
                : Path.of(place).toAbsolutePath().toUri().toString();
    }
}
