package io.evalstream.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The files of the repository that are deployed. */
final class Repository {

    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    static final Path CHART = ROOT.resolve("helm/evalstream");
    static final YAMLMapper YAML = new YAMLMapper(YAMLFactory.builder().build());

    private Repository() {}

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    /** The documents of a text in YAML, without empty ones. */
    static List<JsonNode> documents(String yaml) {
        try (MappingIterator<JsonNode> read = YAML.readerFor(JsonNode.class).readValues(yaml)) {
            return read.readAll().stream().filter(JsonNode::isObject).toList();
        } catch (IOException e) {
            throw new IllegalArgumentException("is no YAML: " + e.getMessage() + "\n" + yaml, e);
        }
    }

    static JsonNode document(Path file) {
        List<JsonNode> all = documents(text(file));
        if (all.size() != 1) {
            throw new IllegalArgumentException(file + " has " + all.size() + " documents; expected one");
        }
        return all.get(0);
    }

    /** Files below a folder whose name ends so, in the order of their names. */
    static List<Path> files(Path folder, String end) {
        try (Stream<Path> walk = Files.walk(folder)) {
            return walk.filter(file -> file.toString().endsWith(end)).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + folder, e);
        }
    }

    static List<Path> examples() {
        return files(CHART.resolve("examples"), ".yaml");
    }
}
