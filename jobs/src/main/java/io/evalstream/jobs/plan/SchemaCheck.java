package io.evalstream.jobs.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.path.NodePath;
import io.evalstream.metrics.metric.Suggestion;
import io.evalstream.metrics.plan.Problem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Checks a tree by the schema, and says what is wrong in the words of a plan. */
final class SchemaCheck {

    /** Longer lists of choices are not written out. */
    private static final int SHOWN_CHOICES = 12;

    private final JsonNode schema;
    private final Schema compiled;

    SchemaCheck(JsonNode schema) {
        this.schema = schema;
        compiled =
                SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7).getSchema(schema);
    }

    List<Problem> problems(JsonNode tree) {
        List<Error> errors =
                compiled.validate(tree).stream().filter(SchemaCheck::isMeant).toList();
        Set<String> explained = new HashSet<>();
        for (Error error : errors) {
            if (!error.getKeyword().equals("type")) {
                path(error.getInstanceLocation(), explained);
            }
        }
        Set<Problem> problems = new LinkedHashSet<>();
        for (Error error : errors) {
            String path = path(error.getInstanceLocation(), new HashSet<>());
            // Of several forms that a value may have, those of another type were not meant.
            if (!error.getKeyword().equals("type") || !explained.contains(path)) {
                problems.add(problem(path, error));
            }
        }
        return new ArrayList<>(problems);
    }

    /** A value that is no text was not meant as one of several words. */
    private static boolean isMeant(Error error) {
        return !error.getKeyword().equals("enum") || error.getInstanceNode().isTextual();
    }

    private Problem problem(String path, Error error) {
        JsonNode found = error.getInstanceNode();
        JsonNode violated = violated(error);
        String keyword = error.getKeyword();
        return switch (keyword) {
            case "additionalProperties" -> unknownKey(path, error.getProperty(), violated, found);
            case "required" -> missingKey(path, error.getProperty(), violated);
            case "enum" -> new Problem(path, found(found) + "; expected " + choices(violated, found));
            case "minItems", "minLength" -> new Problem(path, "is empty" + such(violated));
            case "minimum" -> new Problem(path, found(found) + "; expected at least " + violated.get("minimum"));
            default -> new Problem(path, found(found) + "; expected " + expected(violated) + remedy(violated, found));
        };
    }

    private static Problem unknownKey(String path, String key, JsonNode violated, JsonNode found) {
        List<String> known = keys(violated);
        String remedy = Suggestion.of(key, known);
        JsonNode value = found.path(key);
        if (texts(violated.path("properties").path("metric").path("enum")).contains(key)) {
            remedy = "; write {metric: " + key + (value.isObject() ? ", args: " + flow(value) : "") + "}";
        } else if (remedy.isEmpty() && known.contains("args")) {
            remedy = "; an argument of a metric goes under args, as in `args: {" + key + ": " + flow(value) + "}`";
        } else if (remedy.isEmpty()) {
            remedy = "; known here are " + String.join(", ", known);
        }
        return new Problem(YamlDocument.path(path, key), "there is no such key" + remedy);
    }

    private static Problem missingKey(String path, String key, JsonNode violated) {
        JsonNode wanted = violated.path("properties").path(key);
        return new Problem(
                YamlDocument.path(path, key),
                "is missing (" + wanted.path("description").asText() + "); add it, such as `" + key + ": "
                        + example(wanted) + "`");
    }

    private static List<String> keys(JsonNode form) {
        List<String> keys = new ArrayList<>();
        form.path("properties").fieldNames().forEachRemaining(keys::add);
        return keys;
    }

    private static String choices(JsonNode violated, JsonNode found) {
        List<String> choices = texts(violated.path("enum"));
        String suggestion = Suggestion.of(found.asText(), sameCase(found.asText(), choices));
        return choices.size() > SHOWN_CHOICES
                ? "the name of a metric" + suggestion + "; `evalstream metrics` lists them"
                : "one of " + String.join(", ", choices) + suggestion;
    }

    /** Someone who begins with a capital means the class of TorchMetrics. */
    private static List<String> sameCase(String given, List<String> choices) {
        boolean capital = !given.isEmpty() && Character.isUpperCase(given.charAt(0));
        List<String> same = choices.stream()
                .filter(choice -> Character.isUpperCase(choice.charAt(0)) == capital)
                .toList();
        return same.isEmpty() ? choices : same;
    }

    private static String expected(JsonNode violated) {
        if (violated.has("title")) {
            return violated.path("title").asText();
        }
        if (violated.has("enum")) {
            return "one of " + String.join(", ", texts(violated.path("enum")));
        }
        return switch (violated.path("type").asText()) {
            case "string" -> "a text";
            case "integer" -> "a whole number";
            case "number" -> "a number";
            case "boolean" -> "true or false";
            case "array" -> "a list";
            case "object" ->
                violated.has("properties")
                        ? "a map with " + String.join(", ", keys(violated))
                        : "a map of names and values";
            default -> "another value";
        };
    }

    private static String remedy(JsonNode violated, JsonNode found) {
        boolean text = violated.path("type").asText().equals("string") && !violated.has("pattern");
        if (found.isNull()) {
            return such(violated) + (violated.has("default") ? ", or remove the key" : "");
        }
        if (violated.path("type").asText().equals("array") && found.isValueNode()) {
            return "; write [" + found.asText() + "]";
        }
        if (text && found.isValueNode()) {
            return "; put it in quotes: \"" + found.asText() + "\"";
        }
        return found.isNumber() && violated.has("pattern") ? "; add the unit" : "";
    }

    private static String such(JsonNode violated) {
        String example = example(violated);
        return example.isEmpty() ? "; give it a value" : "; give it a value, such as " + example;
    }

    private static String example(JsonNode wanted) {
        JsonNode example = wanted.path("examples").path(0);
        return example.isMissingNode() ? firstChoice(wanted) : flow(example);
    }

    private static String firstChoice(JsonNode wanted) {
        return wanted.path("enum").path(0).asText();
    }

    /** A value as YAML writes it in one line. */
    private static String flow(JsonNode value) {
        StringBuilder text = new StringBuilder();
        if (value.isArray()) {
            value.forEach(item -> text.append(text.isEmpty() ? "" : ", ").append(flow(item)));
            return "[" + text + "]";
        }
        if (value.isObject()) {
            value.properties()
                    .forEach(entry -> text.append(text.isEmpty() ? "" : ", ")
                            .append(entry.getKey())
                            .append(": ")
                            .append(flow(entry.getValue())));
            return "{" + text + "}";
        }
        return value.asText();
    }

    private static String found(JsonNode node) {
        String shown = flow(node);
        String value = shown.length() > 60 ? shown.substring(0, 60) + "..." : shown;
        return node.isTextual() ? "found '" + value + "'" : "found " + (node.isNull() ? "nothing" : value);
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(item -> texts.add(item.asText()));
        return texts;
    }

    /** The part of the schema that says what the value should have been. */
    private JsonNode violated(Error error) {
        NodePath way = error.getEvaluationPath();
        int last = way.getNameCount() - 1;
        // Where none of several forms fits (.../anyOf/0/type), what is expected is all of them.
        boolean oneOfSeveral = error.getKeyword().equals("type")
                && last >= 2
                && way.getElement(last - 2).equals("anyOf");
        JsonNode at = schema;
        for (int i = 0; i < (oneOfSeveral ? last - 2 : last); i++) {
            Object step = way.getElement(i);
            at = step instanceof Integer index ? at.path(index) : at.path(String.valueOf(step));
        }
        return at;
    }

    /** A location in the words of a plan; each location on the way to it is added to the given set. */
    private static String path(NodePath location, Set<String> ancestors) {
        String path = "";
        ancestors.add(path);
        for (int i = 0; i < location.getNameCount(); i++) {
            Object step = location.getElement(i);
            path = step instanceof Integer index
                    ? YamlDocument.path(path, index)
                    : YamlDocument.path(path, String.valueOf(step));
            ancestors.add(path);
        }
        return path;
    }
}
