package io.evalstream.jobs.plan;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.evalstream.metrics.metric.Catalogue;
import io.evalstream.metrics.metric.DurationText;
import io.evalstream.metrics.metric.PlanException;
import io.evalstream.metrics.plan.Plan;
import io.evalstream.metrics.plan.PlanSpec;
import io.evalstream.metrics.plan.Problem;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Reads plan files: from YAML to a tree, which the schema of {@link PlanSchema} checks and completes, to the records of a
 * plan, which the catalogue checks. All problems of a stage are told at once, each with its line.
 */
public final class PlanFile {

    private static final ObjectMapper RECORDS = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .addModule(new SimpleModule()
                    .addDeserializer(Duration.class, new DurationReader())
                    .addDeserializer(Instant.class, new InstantText.Reader()))
            .build();

    private final Catalogue catalogue;
    private final ObjectNode schema;
    private final SchemaCheck check;

    /** Files whose metrics are those of a catalogue. */
    public PlanFile(Catalogue catalogue) {
        this.catalogue = catalogue;
        schema = PlanSchema.generate(catalogue);
        check = new SchemaCheck(schema);
    }

    /**
     * Reads a file, with the metrics on the class path.
     *
     * @throws PlanException where the file is no plan, with a line for each reason
     */
    public static PlanSpec read(Path file) {
        return new PlanFile(Catalogue.discover()).parse(file, BaselineFiles::inline);
    }

    /** Reads a file whose baselines need not be there yet; metrics that name one have their default reference. */
    public static PlanSpec readWithoutBaselines(Path file) {
        return new PlanFile(Catalogue.discover()).parse(file, (tree, directory) -> {
            BaselineFiles.leaveOut(tree);
            return List.of();
        });
    }

    /**
     * A plan, and the text of it that stands for itself.
     *
     * @param text the file's own, unless that names other files
     */
    public record Publishable(PlanSpec spec, String text) {}

    /**
     * Reads a file whose plan is to be published to jobs that run.
     *
     * @throws PlanException where the file is no plan, or none that can begin while a job runs
     */
    public static Publishable readToPublish(Path file) {
        PlanSpec spec = read(file);
        if (!spec.ofTraining().windows().isEmpty()) {
            throw new PlanException(
                    file + ": has windows of steps or epochs, which are fixed when a job starts; publish"
                            + " a plan without them");
        }
        String own = text(file);
        try {
            if (read(own, file.toString()).equals(spec)) {
                return new Publishable(spec, own);
            }
        } catch (PlanException namesFiles) {
            // It is right, as was just found, only not by itself.
        }
        return new Publishable(spec, new PlanTexts().write(spec));
    }

    private PlanSpec parse(Path file, BiFunction<JsonNode, Path, List<Problem>> baselines) {
        Path parent = file.toAbsolutePath().getParent();
        Path directory = parent == null ? Path.of("") : parent;
        return parse(text(file), file.toString(), tree -> {
            List<Problem> problems = new ArrayList<>(baselines.apply(tree, directory));
            problems.addAll(PlanAttachments.attach(tree, catalogue, directory));
            return problems;
        });
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new PlanException("there is no plan file '" + file + "'; give the path of one, such as plan.yaml");
        } catch (CharacterCodingException e) {
            throw new PlanException(file + ": is not text in UTF-8; save it as that");
        } catch (IOException e) {
            throw new PlanException("cannot read the plan file '" + file + "': " + e.getMessage());
        }
    }

    /** Reads a text, with the metrics on the class path; see {@link #read(Path)}. */
    public static PlanSpec read(String yaml, String sourceName) {
        return new PlanFile(Catalogue.discover()).parse(yaml, sourceName);
    }

    /** Reads a text. The name of its source opens each line of an error. */
    public PlanSpec parse(String yaml, String sourceName) {
        return parse(yaml, sourceName, tree -> List.of());
    }

    private PlanSpec parse(String yaml, String sourceName, Function<JsonNode, List<Problem>> complete) {
        YamlDocument document = YamlDocument.parse(yaml);
        refuse(document, sourceName, document.problems());
        if (!document.root().isObject()) {
            throw new PlanException(sourceName + ": holds no plan; expected the keys "
                    + schema.path("required")
                            .valueStream()
                            .map(JsonNode::asText)
                            .collect(Collectors.joining(", ")));
        }
        refuse(document, sourceName, check.problems(document.root()));
        refuse(document, sourceName, mixedSeries(document.root().path("series")));
        ObjectNode tree = document.root().deepCopy();
        refuse(document, sourceName, complete.apply(tree));
        PlanSpec spec = bind(tree);
        refuse(document, sourceName, Plan.problems(spec, catalogue));
        return spec;
    }

    /** Reads what {@link PlanTexts} wrote. Keys that have come since then have the values of left-out ones. */
    PlanSpec restore(String json) {
        return bind((ObjectNode) YamlDocument.parse(json).root());
    }

    private PlanSpec bind(ObjectNode tree) {
        spellOut(tree);
        complete(tree, schema);
        try {
            return RECORDS.treeToValue(tree, PlanSpec.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the schema lets through what the records of a plan do not take", e);
        }
    }

    /** Puts the long form in place of each short one. */
    private static void spellOut(ObjectNode tree) {
        if (tree.path("metrics") instanceof ArrayNode metrics) {
            for (int i = 0; i < metrics.size(); i++) {
                if (metrics.get(i).isTextual()) {
                    metrics.set(i, metrics.objectNode().set("metric", metrics.get(i)));
                }
            }
        }
        if (tree.path("slices") instanceof ArrayNode slices) {
            for (int i = 0; i < slices.size(); i++) {
                if (slices.get(i).isTextual()) {
                    ObjectNode spelt = slices.objectNode();
                    spelt.putArray("by").add(slices.get(i));
                    slices.set(i, spelt);
                }
            }
        }
        if (tree.path("series") instanceof ArrayNode series && areWords(series)) {
            tree.putArray("series").add(series);
        }
    }

    private static boolean areWords(JsonNode series) {
        return series.valueStream().anyMatch(JsonNode::isTextual);
    }

    private static List<Problem> mixedSeries(JsonNode series) {
        return areWords(series) && series.valueStream().anyMatch(JsonNode::isArray)
                ? List.of(new Problem(
                        "series",
                        "mixes words and lists; write [model, version] for one way to look, or [[model, version],"
                                + " [model]] for several"))
                : List.of();
    }

    /** Adds what the schema says is the value of a key that is left out. */
    private static void complete(JsonNode value, JsonNode schema) {
        JsonNode form = schema.has("anyOf") ? schema.path("anyOf").path(1) : schema;
        if (value instanceof ObjectNode object) {
            form.path("properties").properties().forEach(property -> {
                JsonNode fallback = property.getValue().get("default");
                if (!object.has(property.getKey()) && fallback != null) {
                    object.set(property.getKey(), fallback.deepCopy());
                }
                complete(object.path(property.getKey()), property.getValue());
            });
        } else if (value instanceof ArrayNode array) {
            array.forEach(item -> complete(item, form.path("items")));
        }
    }

    private static void refuse(YamlDocument document, String sourceName, List<Problem> problems) {
        if (problems.isEmpty()) {
            return;
        }
        List<Problem> inOrder = new ArrayList<>(problems);
        inOrder.sort(Comparator.comparingInt(problem -> document.line(problem.path())));
        throw new PlanException(inOrder.stream()
                .map(problem -> sourceName + ":" + document.line(problem.path()) + ": "
                        + (problem.path().isEmpty() ? "" : problem.path() + ": ") + problem.message())
                .collect(Collectors.joining("\n")));
    }

    private static final class DurationReader extends StdDeserializer<Duration> {
        DurationReader() {
            super(Duration.class);
        }

        @Override
        public Duration deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            String text = parser.getText();
            return DurationText.parse(text)
                    .orElseThrow(() -> context.weirdStringException(text, Duration.class, DurationText.EXPECTED));
        }
    }
}
