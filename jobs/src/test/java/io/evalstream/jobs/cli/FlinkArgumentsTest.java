package io.evalstream.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.flink.configuration.Configuration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class FlinkArgumentsTest {

    @Test
    void checkpointsInMemoryAreWarnedOf() {
        String expected = "checkpoints are kept in the memory of the job manager";
        assertThat(warning()).startsWith(expected).contains("--checkpoint-dir=DIR");
        assertThat(warning("--flink", "execution.checkpointing.storage=jobmanager", "--checkpoint-interval", "1h"))
                .startsWith(expected);
    }

    @Test
    void checkpointsInFilesAreNot() {
        assertThat(warning("--checkpoint-dir", "/var/checkpoints")).isNull();
        assertThat(warning("--flink", "execution.checkpointing.dir=s3://bucket/checkpoints"))
                .isNull();
        assertThat(FlinkArguments.warning(new Configuration()))
                .as("no checkpoints")
                .isNull();
    }

    private static @Nullable String warning(String... arguments) {
        return FlinkArguments.warning(
                CommandLine.populateCommand(new FlinkArguments(), arguments).configuration());
    }
}
