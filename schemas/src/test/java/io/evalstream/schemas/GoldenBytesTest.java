package io.evalstream.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecordBase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Topics outlive releases: what any version wrote can be read by this one. Each directory {@code golden/v<n>} holds, for
 * every record type of that version, its schema, the Avro bytes of a record and the same record as JSON.
 *
 * <p>A schema that changed after its version was released needs a directory of the next version, which
 * {@code mvn -pl schemas test -Dtest=GoldenBytesTest -Dgolden.write=v2} writes; those of released versions stay as they are.
 */
class GoldenBytesTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden");

    static List<Path> versions() throws IOException {
        try (Stream<Path> directories = Files.list(GOLDEN)) {
            return directories
                    .sorted(Comparator.comparingInt(directory ->
                            Integer.parseInt(directory.getFileName().toString().substring(1))))
                    .toList();
        }
    }

    static List<Class<? extends SpecificRecordBase>> types() {
        return Examples.TYPES;
    }

    @ParameterizedTest
    @MethodSource("types")
    @EnabledIfSystemProperty(named = "golden.write", matches = "v\\d+")
    void write(Class<? extends SpecificRecordBase> type) throws IOException {
        Path directory = Files.createDirectories(GOLDEN.resolve(System.getProperty("golden.write")));
        Golden golden = new Golden(directory, type);
        Files.writeString(
                golden.file("avsc"),
                new ObjectMapper()
                                .readTree(SchemaRegistry.portable(schema(type)))
                                .toPrettyString()
                        + "\n");
        Files.write(golden.file("avro"), golden.avro().encode(Examples.of(type)));
        Files.write(golden.file("json"), golden.json().encode(Examples.of(type)));
    }

    @ParameterizedTest
    @MethodSource("versions")
    void everyVersionIsReadAndRewritten(Path directory) throws Exception {
        for (Class<? extends SpecificRecordBase> type : Examples.TYPES) {
            Golden golden = new Golden(directory, type);
            if (!Files.exists(golden.file("avsc"))) {
                continue;
            }
            Schema written = golden.schema();
            byte[] bytes = Files.readAllBytes(golden.file("avro"));

            assertThat(SchemaCompatibility.checkReaderWriterCompatibility(schema(type), written)
                            .getType())
                    .as("%s written by %s", type.getSimpleName(), directory.getFileName())
                    .isEqualTo(SchemaCompatibilityType.COMPATIBLE);
            SpecificRecordBase record = new AvroCodec<>(golden.type(), written).decode(bytes);
            assertThat(golden.json().decode(Files.readAllBytes(golden.file("json"))))
                    .isEqualTo(record);

            byte[] rewritten = golden.avro().encode(record);
            assertThat(golden.avro().decode(rewritten)).isEqualTo(record);
            if (written.equals(portable(type))) {
                assertThat(rewritten).isEqualTo(bytes);
                assertThat(golden.json().encode(record)).isEqualTo(Files.readAllBytes(golden.file("json")));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("types")
    void theNewestVersionIsThisOne(Class<? extends SpecificRecordBase> type) throws Exception {
        List<Path> versions = versions();
        Golden newest = new Golden(versions.get(versions.size() - 1), type);
        assertThat(newest.schema())
                .as(
                        "the schema of %s has changed: write the golden files of its version, see above",
                        type.getSimpleName())
                .isEqualTo(portable(type));
        assertThat(newest.avro().decode(Files.readAllBytes(newest.file("avro"))))
                .isEqualTo(Examples.of(type));
    }

    @Test
    void thereIsAVersion() throws IOException {
        assertThat(versions()).isNotEmpty();
    }

    private static Schema schema(Class<?> type) {
        return SpecificData.get().getSchema(type);
    }

    private static Schema portable(Class<?> type) {
        return new Schema.Parser().parse(SchemaRegistry.portable(schema(type)));
    }

    /** The files of one type in one version. */
    private record Golden(Path directory, Class<? extends SpecificRecordBase> exact) {
        Path file(String extension) {
            return directory.resolve(exact.getSimpleName() + "." + extension);
        }

        Schema schema() throws IOException {
            return new Schema.Parser().parse(Files.readString(file("avsc")));
        }

        @SuppressWarnings("unchecked")
        Class<SpecificRecordBase> type() {
            return (Class<SpecificRecordBase>) exact;
        }

        AvroCodec<SpecificRecordBase> avro() {
            return new AvroCodec<>(type());
        }

        JsonCodec<SpecificRecordBase> json() {
            return new JsonCodec<>(type());
        }
    }
}
