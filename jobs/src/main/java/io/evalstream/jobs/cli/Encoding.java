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
            converter = FormatConverter.class,
            defaultValue = "avro",
            description = "How the values of topics are written: avro, registry or json (default: ${DEFAULT-VALUE}).")
    Format format = Format.AVRO;

    @Option(
            names = "--schema-registry",
            paramLabel = "URL",
            description = "Schema registry, for the format `registry`. User and password, if it asks for them, go into"
                    + " the environment variable " + CREDENTIALS + " as user:password.")
    @Nullable
    URI registry;

    Format format() {
        if (format == Format.REGISTRY && registry == null) {
            throw new IllegalArgumentException(
                    "--format registry needs to know where the registry is; give --schema-registry URL");
        }
        return format;
    }

    /** The registry with the credentials of the environment, if that has any; null where none was given. */
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
