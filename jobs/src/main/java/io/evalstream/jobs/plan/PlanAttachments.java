package io.evalstream.jobs.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.evalstream.metrics.metric.AttachedFile;
import io.evalstream.metrics.metric.Catalogue;
import io.evalstream.metrics.metric.Parameter;
import io.evalstream.metrics.plan.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Puts the files that arguments of metrics name, such as {@code module: my_metric.pt}, into the plan itself, so that
 * whoever gets the plan needs no file. A file is looked for beside the plan.
 */
final class PlanAttachments {

    /** The largest file: every operator that compiles the plan is given its content. */
    static final long MOST_BYTES = 64L << 20;

    private final Set<String> arguments;
    private final Path directory;
    private final List<Problem> problems = new ArrayList<>();

    private PlanAttachments(Catalogue catalogue, Path directory) {
        this.directory = directory;
        arguments = catalogue.definitions().stream()
                .flatMap(definition -> definition.parameters().stream())
                .filter(parameter -> parameter.type() == Parameter.Type.FILE)
                .map(Parameter::name)
                .collect(Collectors.toSet());
    }

    /** Reads the files that a plan's tree names. Returns what speaks against them. */
    static List<Problem> attach(JsonNode plan, Catalogue catalogue, Path directory) {
        PlanAttachments attachments = new PlanAttachments(catalogue, directory);
        attachments.visit(plan.path("arguments"), "arguments");
        attachments.visit(plan.path("metrics"), "metrics");
        return attachments.problems;
    }

    private void visit(JsonNode node, String path) {
        node.properties().forEach(property -> {
            String at = YamlDocument.path(path, property.getKey());
            if (arguments.contains(property.getKey()) && property.getValue().isTextual()) {
                attach((ObjectNode) node, property.getKey(), at);
            } else {
                visit(property.getValue(), at);
            }
        });
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            visit(node.get(i), path + "[" + i + "]");
        }
    }

    private void attach(ObjectNode given, String argument, String path) {
        String name = given.path(argument).asText();
        Path file = directory.resolve(name);
        try {
            long size = Files.size(file);
            if (size > MOST_BYTES) {
                problems.add(new Problem(
                        path,
                        file + " has " + size + " bytes; a plan carries files of up to " + MOST_BYTES
                                + ", so save a smaller model, such as one in half precision"));
                return;
            }
            AttachedFile attached = AttachedFile.of(name, Files.readAllBytes(file));
            given.putObject(argument)
                    .put(AttachedFile.NAME, attached.name())
                    .put(AttachedFile.CONTENT, attached.base64());
        } catch (NoSuchFileException e) {
            problems.add(new Problem(path, "there is no file " + file + "; give its path from the plan's folder"));
        } catch (IOException e) {
            problems.add(new Problem(path, "cannot read " + file + ": " + e.getMessage()));
        }
    }
}
