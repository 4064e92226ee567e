package io.evalstream.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The chart, as Helm sees it. */
final class Chart {

    static final String RELEASE = "prod";
    static final String NAMESPACE = "ml";

    private static final String KUBERNETES = "1.32.0";

    private Chart() {}

    /** What Helm would install with these values. */
    static List<JsonNode> render(Path values) {
        return Repository.documents(new Helm(Repository.CHART)
                .template()
                .withName(RELEASE)
                .withNamespace(NAMESPACE)
                .withKubeVersion(KUBERNETES)
                .withValuesFile(values)
                .call());
    }

    /** Lints a copy of the chart whose own values are these, since the chart's own leave out what has to be said. */
    static LintResult lint(Path values, Path copy) {
        try (Stream<Path> files = Files.walk(Repository.CHART)) {
            for (Path file : files.toList()) {
                Path to = copy.resolve(Repository.CHART.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(to);
                } else {
                    Files.copy(file, to);
                }
            }
            ObjectNode merged = (ObjectNode) Repository.document(copy.resolve("values.yaml"));
            merge(merged, (ObjectNode) Repository.document(values));
            Files.writeString(copy.resolve("values.yaml"), Repository.YAML.writeValueAsString(merged));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Helm(copy).lint().strict().call();
    }

    private static void merge(ObjectNode base, ObjectNode over) {
        over.properties().forEach(property -> {
            if (base.get(property.getKey()) instanceof ObjectNode below
                    && property.getValue() instanceof ObjectNode above) {
                merge(below, above);
            } else {
                base.set(property.getKey(), property.getValue());
            }
        });
    }
}
