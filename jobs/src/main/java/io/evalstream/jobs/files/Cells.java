package io.evalstream.jobs.files;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** Gives the text in a cell of a table the type that its field wants, as far as it has that form. */
public final class Cells {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private static final Pattern INTEGER = Pattern.compile("[+-]?[0-9]+");
    private static final Pattern DECIMAL = Pattern.compile("[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?");

    /** A number with zeros before it is more likely a code: a postcode, an account. */
    private static final Pattern CODE = Pattern.compile("[+-]?0[0-9].*|\\+.*");

    private static final int DIGITS_OF_A_LONG = 18;

    private Cells() {}

    /** A value for a field, or for one element of it; null if the cell is empty. */
    static @Nullable JsonNode read(Schema field, String cell) {
        Schema schema = present(field);
        return switch (schema.getType()) {
            case STRING -> cell.isEmpty() ? null : TextNode.valueOf(cell);
            case LONG, INT, DOUBLE, FLOAT -> cell.isBlank() ? null : number(cell.strip());
            case BOOLEAN -> cell.isBlank() ? null : truth(cell.strip());
            case UNION -> cell.isBlank() ? null : guess(cell.strip());
            case ARRAY -> cell.isBlank() ? null : array(schema, cell.strip());
            default -> cell.isBlank() ? null : json(cell.strip());
        };
    }

    /** A value whose type nobody has declared: a number, true or false, or text. */
    public static JsonNode guess(String cell) {
        if (CODE.matcher(cell).matches()) {
            return TextNode.valueOf(cell);
        }
        JsonNode number = number(cell);
        return number.isNumber() ? number : truth(cell);
    }

    private static JsonNode number(String cell) {
        if (INTEGER.matcher(cell).matches()) {
            return cell.length() <= DIGITS_OF_A_LONG
                    ? NODES.numberNode(Long.parseLong(cell))
                    : NODES.numberNode(new BigInteger(cell));
        }
        if (DECIMAL.matcher(cell).matches()) {
            return NODES.numberNode(Double.parseDouble(cell));
        }
        return TextNode.valueOf(
                switch (cell.toLowerCase(Locale.ROOT)) {
                    case "nan" -> "NaN";
                    case "inf", "+inf", "infinity", "+infinity" -> "Infinity";
                    case "-inf", "-infinity" -> "-Infinity";
                    default -> cell;
                });
    }

    private static JsonNode truth(String cell) {
        return switch (cell) {
            case "true", "True", "TRUE" -> BooleanNode.TRUE;
            case "false", "False", "FALSE" -> BooleanNode.FALSE;
            default -> TextNode.valueOf(cell);
        };
    }

    /** An array as JSON has it, or its only element. */
    private static JsonNode array(Schema schema, String cell) {
        if (cell.startsWith("[")) {
            return json(cell);
        }
        JsonNode only = read(schema.getElementType(), cell);
        return only == null ? NODES.arrayNode() : NODES.arrayNode().add(only);
    }

    private static JsonNode json(String cell) {
        try {
            return MAPPER.readTree(cell);
        } catch (JsonProcessingException e) {
            return TextNode.valueOf(cell);
        }
    }

    /** The schema without the branch that says a value may be absent; a union if there are still several branches. */
    static Schema present(Schema field) {
        if (field.getType() != Schema.Type.UNION) {
            return field;
        }
        List<Schema> branches = field.getTypes().stream()
                .filter(branch -> branch.getType() != Schema.Type.NULL)
                .toList();
        return branches.size() == 1 ? branches.get(0) : field;
    }
}
