package io.evalstream.jobs.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import io.evalstream.metrics.plan.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A YAML document as a tree that remembers the line of each of its values. Jackson's own reader forgets lines, takes the
 * name of an anchor for its value and lets a key that is written twice win silently.
 */
final class YamlDocument {

    private static final YAMLFactory YAML = new YAMLFactory();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final Map<String, Integer> lines = new HashMap<>();
    private final Map<String, JsonNode> anchors = new HashMap<>();
    private final List<Problem> problems = new ArrayList<>();
    private JsonNode root = MissingNode.getInstance();

    private YamlDocument() {}

    static YamlDocument parse(String text) {
        YamlDocument document = new YamlDocument();
        try (YAMLParser parser = YAML.createParser(text)) {
            if (parser.nextToken() != null) {
                document.root = document.value(parser, "");
                if (parser.nextToken() != null) {
                    document.lines.put("", parser.currentTokenLocation().getLineNr());
                    document.problems.add(new Problem("", "a second document begins here; a file holds one plan"));
                }
            }
        } catch (JsonProcessingException e) {
            document.lines.put("", e.getLocation() == null ? 1 : e.getLocation().getLineNr());
            document.problems.add(new Problem("", "is not YAML: " + unquoted(e.getOriginalMessage())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return document;
    }

    /** The tree; missing where the text holds nothing. */
    JsonNode root() {
        return root;
    }

    /** What is wrong with the text as YAML. */
    List<Problem> problems() {
        return problems;
    }

    /** Line of the value at a path, or of the nearest that holds it. */
    int line(String path) {
        String at = path;
        while (!lines.containsKey(at) && !at.isEmpty()) {
            at = at.substring(0, Math.max(0, Math.max(at.lastIndexOf('.'), at.lastIndexOf('['))));
        }
        return lines.getOrDefault(at, 1);
    }

    /** The path of a key within what another path names. */
    static String path(String parent, String key) {
        return parent.isEmpty() ? key : parent + "." + key;
    }

    static String path(String parent, int index) {
        return parent + "[" + index + "]";
    }

    private JsonNode value(YAMLParser parser, String path) throws IOException {
        lines.putIfAbsent(path, parser.currentTokenLocation().getLineNr());
        if (parser.isCurrentAlias()) {
            return anchors.getOrDefault(parser.getText(), NODES.nullNode());
        }
        String anchor = parser.getObjectId();
        JsonNode value = read(parser, path);
        if (anchor != null) {
            anchors.put(anchor, value);
        }
        return value;
    }

    private JsonNode read(YAMLParser parser, String path) throws IOException {
        JsonToken token = parser.currentToken();
        return switch (token) {
            case START_OBJECT -> object(parser, path);
            case START_ARRAY -> array(parser, path);
            case VALUE_NUMBER_INT -> integer(parser);
            case VALUE_NUMBER_FLOAT -> NODES.numberNode(parser.getDoubleValue());
            case VALUE_TRUE, VALUE_FALSE -> NODES.booleanNode(parser.getBooleanValue());
            case VALUE_NULL -> NODES.nullNode();
            default -> NODES.textNode(parser.getText());
        };
    }

    private static JsonNode integer(YAMLParser parser) throws IOException {
        return switch (parser.getNumberType()) {
            case INT -> NODES.numberNode(parser.getIntValue());
            case LONG -> NODES.numberNode(parser.getLongValue());
            default -> NODES.numberNode(parser.getBigIntegerValue());
        };
    }

    private ObjectNode object(YAMLParser parser, String path) throws IOException {
        ObjectNode object = NODES.objectNode();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String key = parser.currentName();
            String at = path(path, key);
            int line = parser.currentTokenLocation().getLineNr();
            Integer earlier = lines.putIfAbsent(at, line);
            parser.nextToken();
            JsonNode value = value(parser, at);
            if (earlier != null && object.has(key)) {
                problems.add(new Problem(
                        at, "is written twice, here first and again in line " + line + "; remove one of them"));
            }
            object.set(key, value);
        }
        return object;
    }

    private ArrayNode array(YAMLParser parser, String path) throws IOException {
        ArrayNode array = NODES.arrayNode();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            array.add(value(parser, path(path, array.size())));
        }
        return array;
    }

    /** The parser's message without the lines in which it quotes the text. */
    private static String unquoted(@Nullable String message) {
        return message == null
                ? "unreadable"
                : message.lines()
                        .filter(line -> !line.startsWith(" "))
                        .map(String::strip)
                        .collect(Collectors.joining(", "));
    }
}
