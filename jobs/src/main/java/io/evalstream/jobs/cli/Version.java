package io.evalstream.jobs.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The version, which the build writes into a resource. */
final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() throws IOException {
        Properties build = new Properties();
        try (InputStream resource = Version.class.getResourceAsStream("/io/evalstream/jobs/build.properties")) {
            if (resource != null) {
                build.load(resource);
            }
        }
        return new String[] {
            "evalstream " + build.getProperty("version", "unknown"),
            "Java " + Runtime.version() + ", Flink " + build.getProperty("flink", "unknown") + ", Kafka "
                    + build.getProperty("kafka", "unknown")
        };
    }
}
