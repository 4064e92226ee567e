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
import java.util.Objects;

/** The chart, as Helm sees it. */
final class Chart {

    static final String RELEASE = "prod";
    static final String NAMESPACE = "ml";

    private static final String KUBERNETES = "1.32.0";

    private Chart() {}

    /** What Helm would install with these values, its tests among them. */
    static List<JsonNode> render(Path values, Path copy) {
        copy(copy);
        // Hooks are not rendered, so the tests are made plain resources.
        for (Path test : Repository.files(copy.resolve("templates/tests"), ".yaml")) {
            write(test, Repository.text(test).replaceAll("(?m)^ *helm.sh/hook.*$", ""));
        }
        return Repository.documents(new Helm(copy)
                .template()
                .withName(RELEASE)
                .withNamespace(NAMESPACE)
                .withKubeVersion(KUBERNETES)
                .withValuesFile(values)
                .call());
    }

    /** Lints a copy of the chart whose own values are these, since the chart's own leave out what has to be said. */
    static LintResult lint(Path values, Path copy) {
        copy(copy);
        ObjectNode merged = (ObjectNode) Repository.document(copy.resolve("values.yaml"));
        merge(merged, (ObjectNode) Repository.document(values));
        write(copy.resolve("values.yaml"), merged.toString());
        return new Helm(copy).lint().strict().call();
    }

    private static void copy(Path to) {
        for (Path file : Repository.files(Repository.CHART, "")) {
            if (!Files.isDirectory(file)) {
                write(to.resolve(Repository.CHART.relativize(file).toString()), Repository.text(file));
            }
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.createDirectories(Objects.requireNonNull(file.getParent()));
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
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
