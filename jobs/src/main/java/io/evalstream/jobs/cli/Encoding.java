package io.evalstream.jobs.cli;

import io.evalstream.schemas.Format;
import io.evalstream.schemas.RegistryOptions;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that say how the values of a topic are written. */
final class Encoding {
    /** The environment variable with {@code user:password} for the schema registry; command lines are no place for it. */
    static final String CREDENTIALS = "EVALSTREAM_REGISTRY_AUTH";

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "avro",
            description =
                    "How the values of the topic are written: avro, registry or json (default: ${DEFAULT-VALUE}).")
    String format = "";

    @Option(
            names = "--registry",
            paramLabel = "URL",
            description = "The schema registry, for --format registry. User and password, if it asks for them, go into"
                    + " the environment variable " + CREDENTIALS + " as user:password.")
    @Nullable
    URI registry;

    Format format() {
        Format named = Format.named(format);
        if (named == Format.REGISTRY && registry == null) {
            throw new IllegalArgumentException(
                    "--format registry needs to know where the registry is; give --registry URL");
        }
        return named;
    }

    @Nullable
    RegistryOptions registry() {
        if (registry == null) {
            return null;
        }
        RegistryOptions options = RegistryOptions.at(registry);
        String credentials = System.getenv(CREDENTIALS);
        int colon = credentials == null ? -1 : credentials.indexOf(':');
        return credentials == null || colon < 0
                ? options
                : options.withBasicAuth(credentials.substring(0, colon), credentials.substring(colon + 1));
    }
}
