package io.evalstream.jobs.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.evalstream.metrics.plan.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts the baselines that a plan names by file, {@code reference: {file: baseline.json}}, into the plan itself, so that
 * whoever gets the plan needs no file. A file is looked for beside the plan.
 */
final class BaselineFiles {

    private static final String REFERENCE = "reference";
    private static final String FILE = "file";

    private final Path directory;
    private final boolean leaveOut;
    private final List<Problem> problems = new ArrayList<>();

    private BaselineFiles(Path directory, boolean leaveOut) {
        this.directory = directory;
        this.leaveOut = leaveOut;
    }

    /** Reads the files that a plan's tree names. Returns what speaks against them. */
    static List<Problem> inline(JsonNode plan, Path directory) {
        return new BaselineFiles(directory, false).walk(plan);
    }

    /** Takes the files out of a plan's tree: its metrics then have their default reference. */
    static void leaveOut(JsonNode plan) {
        new BaselineFiles(Path.of(""), true).walk(plan);
    }

    private List<Problem> walk(JsonNode plan) {
        visit(plan.path("arguments"), "arguments");
        for (int i = 0; i < plan.path("metrics").size(); i++) {
            visit(plan.path("metrics").path(i), "metrics[" + i + "]");
        }
        return problems;
    }

    private void visit(JsonNode node, String path) {
        if (node instanceof ObjectNode object
                && object.path(REFERENCE).path(FILE).isTextual()) {
            String at = YamlDocument.path(path, REFERENCE);
            Path file = directory.resolve(object.path(REFERENCE).path(FILE).asText());
            if (leaveOut) {
                object.remove(REFERENCE);
            } else {
                read(object, file, at);
            }
        }
        node.properties().forEach(property -> {
            if (!property.getKey().equals(REFERENCE)) {
                visit(property.getValue(), YamlDocument.path(path, property.getKey()));
            }
        });
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            visit(node.get(i), path + "[" + i + "]");
        }
    }

    private void read(ObjectNode arguments, Path file, String path) {
        try {
            JsonNode baseline = JsonMapper.builder().build().readTree(Files.readString(file));
            arguments.putObject(REFERENCE).set("baseline", baseline);
        } catch (NoSuchFileException e) {
            problems.add(new Problem(
                    path, "there is no file " + file + "; write it with `evalstream baseline`, beside the plan"));
        } catch (JsonProcessingException e) {
            problems.add(new Problem(path, file + " is not JSON: " + e.getOriginalMessage()));
        } catch (IOException e) {
            problems.add(new Problem(path, "cannot read " + file + ": " + e.getMessage()));
        }
    }
}
