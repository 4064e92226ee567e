package io.evalstream.operators.intake;

import io.evalstream.metrics.batch.Cell;
import io.evalstream.metrics.batch.DataType;
import io.evalstream.metrics.batch.Domain;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.Requirement;
import io.evalstream.metrics.batch.Row;
import io.evalstream.metrics.batch.RowSchema;
import io.evalstream.metrics.plan.Plan;
import io.evalstream.operators.stream.IdHash;
import io.evalstream.schemas.Datatype;
import io.evalstream.schemas.DecodeException;
import io.evalstream.schemas.Label;
import io.evalstream.schemas.Prediction;
import io.evalstream.schemas.Reason;
import io.evalstream.schemas.Tensor;
import io.evalstream.schemas.Tensors;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Fills the columns that one plan reads from the fields of an event: the field that the plan names, or else a tensor of
 * the column's name, or else the first of the usual fields that the event carries.
 */
final class ColumnReader {

    private static final String OUTPUTS = "outputs.";
    private static final String FEATURES = "features.";
    /** The fields of a column that comes as a tensor of its name, or not at all. */
    private static final List<String> ONLY_OUTPUTS = List.of();
    /** Doubles hold every whole number up to here. */
    private static final long LARGEST_EXACT = 1L << 53;

    private final RowSchema schema;
    private final List<Column> ofPredictions = new ArrayList<>();
    private final List<Column> ofLabels = new ArrayList<>();
    private final Map<String, Integer> classes = new LinkedHashMap<>();

    /**
     * A column that is read from events.
     *
     * @param fields where it comes from, unless there is a tensor of its name
     * @param holdsClasses whether metrics take its numbers for classes
     * @param isVector whether metrics read a vector of it
     */
    private record Column(Input input, List<String> fields, boolean holdsClasses, boolean isVector) {}

    ColumnReader(Plan plan) {
        schema = plan.metrics().schema();
        for (Input input : schema.inputs(Input.Side.PREDICTION)) {
            ofPredictions.add(column(plan, input));
        }
        for (Input input : schema.inputs(Input.Side.LABEL)) {
            if (!input.equals(Input.LABEL_DELAY)) { // Known where the label meets its prediction.
                ofLabels.add(column(plan, input));
            }
        }
        List<String> names = plan.spec().classes();
        for (int i = 0; i < names.size(); i++) {
            classes.put(names.get(i), i);
        }
    }

    private Column column(Plan plan, Input input) {
        boolean holdsClasses = false;
        boolean isVector = false;
        for (Requirement requirement : schema.requirements()) {
            if (requirement.input().equals(input)) {
                Domain domain = requirement.domain();
                holdsClasses |= domain instanceof Domain.Classes || domain instanceof Domain.Whole;
                isVector |= requirement.width() > 0;
            }
        }
        String named = plan.spec().columns().get(input.name());
        List<String> usual =
                input.side() == Input.Side.LABEL ? usualFieldsOfLabels(input) : usualFields(input, holdsClasses);
        return new Column(input, named == null ? usual : List.of(named), holdsClasses, isVector);
    }

    /** The columns that a prediction carries. */
    Row read(Prediction prediction) throws DecodeException {
        Row row = new Row(schema);
        for (Column column : ofPredictions) {
            row.set(column.input(), cell(column, prediction.getOutputs(), field -> field(prediction, field)));
        }
        return row;
    }

    /** The columns that a label carries. */
    Row read(Label label) throws DecodeException {
        Row row = new Row(schema);
        for (Column column : ofLabels) {
            row.set(column.input(), cell(column, label.getOutputs(), field -> field(label, field)));
        }
        return row;
    }

    private static List<String> usualFields(Input input, boolean holdsClasses) {
        if (input.name().startsWith(FEATURES)) {
            return List.of(input.name());
        }
        if (input.kind() == Input.Kind.TEXTS) {
            return List.of("text", "texts");
        }
        return switch (input.name()) {
            case "indexes" -> List.of("query_id");
            case "weights" -> List.of("weight");
            case "preds_scores" -> List.of("scores", "float_scores");
            case "preds_boxes", "preds_masks", "preds_labels" -> ONLY_OUTPUTS;
            case "preds" ->
                holdsClasses
                        ? List.of("label", "value", "values")
                        : List.of("scores", "float_scores", "value", "values", "label");
            default -> List.of("value", "values", "scores", "float_scores");
        };
    }

    private static List<String> usualFieldsOfLabels(Input input) {
        if (input.kind() == Input.Kind.TEXTS) {
            return List.of("text", "texts");
        }
        return switch (input.name()) {
            case "label_weights" -> List.of("weight");
            case "target_boxes", "target_masks", "target_iscrowd", "target_area" -> ONLY_OUTPUTS;
            default -> List.of("label", "labels");
        };
    }

    private Cell cell(Column column, List<Tensor> tensors, Function<String, @Nullable Object> event)
            throws DecodeException {
        for (Tensor tensor : tensors) {
            if (tensor.getName().equals(column.input().name())) {
                return cell(tensor);
            }
        }
        for (String field : column.fields()) {
            if (field.startsWith(OUTPUTS)) {
                for (Tensor tensor : tensors) {
                    if (tensor.getName().equals(field.substring(OUTPUTS.length()))) {
                        return cell(tensor);
                    }
                }
            }
            Object value = event.apply(field);
            if (value != null) {
                return column.input().kind() == Input.Kind.TEXTS ? texts(value) : numbers(column, field, value);
            }
        }
        return Cell.ABSENT;
    }

    private static @Nullable Object field(Prediction prediction, String field) {
        if (field.startsWith(FEATURES)) {
            return prediction.getFeatures().get(field.substring(FEATURES.length()));
        }
        return switch (field) {
            case "scores" -> prediction.getScores();
            case "float_scores" -> prediction.getFloatScores();
            case "label" -> prediction.getLabel();
            case "value" -> prediction.getValue();
            case "values" -> prediction.getValues();
            case "text" -> prediction.getText();
            case "texts" -> prediction.getTexts();
            case "query_id" -> prediction.getQueryId() == null ? null : (Object) queryNumber(prediction.getQueryId());
            case "weight" -> prediction.getWeight();
            default -> null;
        };
    }

    private static @Nullable Object field(Label label, String field) {
        return switch (field) {
            case "label" -> label.getLabel();
            case "labels" -> label.getLabels();
            case "text" -> label.getText();
            case "texts" -> label.getTexts();
            case "weight" -> label.getWeight();
            default -> null;
        };
    }

    private Cell numbers(Column column, String field, Object value) throws DecodeException {
        if (value instanceof List<?> list) {
            return vector(column, list);
        } else if (value instanceof Boolean flag) {
            return Cell.Numbers.scalar(flag ? 1 : 0, DataType.INT64);
        } else if (value instanceof Number number) {
            return scalar(column, number.doubleValue());
        }
        String name = value.toString();
        Integer index = classes.get(name);
        if (index == null) {
            throw new DecodeException(
                    Reason.UNKNOWN_CLASS,
                    "'" + field + "' is '" + name + "'; expected a number"
                            + (classes.isEmpty()
                                    ? ", or name the classes in the plan under `classes:`"
                                    : " or one of the plan's classes " + classes.keySet()));
        }
        return Cell.Numbers.scalar(index, DataType.INT64);
    }

    /**
     * A number, whole ones as integers where the column holds classes and as doubles elsewhere: clients differ in how
     * they write a 1, and equal values must have equal bytes.
     */
    private static Cell scalar(Column column, double value) {
        DataType type = column.holdsClasses() && value == Math.rint(value) && Math.abs(value) < LARGEST_EXACT
                ? DataType.INT64
                : DataType.FLOAT64;
        return Cell.Numbers.scalar(value, type);
    }

    private static Cell vector(Column column, List<?> list) {
        double[] values = new double[list.size()];
        boolean floats = false;
        boolean whole = column.holdsClasses();
        for (int i = 0; i < values.length; i++) {
            Object element = list.get(i);
            floats |= element instanceof Float;
            values[i] = ((Number) element).doubleValue();
            whole &= values[i] == Math.rint(values[i]);
        }
        DataType type = whole ? DataType.INT64 : floats ? DataType.FLOAT32 : DataType.FLOAT64;
        // One score stands for itself, unless the metrics read a vector of scores.
        boolean single = values.length == 1 && !column.isVector();
        return single ? Cell.Numbers.scalar(values[0], type) : Cell.Numbers.vector(values, type);
    }

    private static Cell texts(Object value) {
        if (value instanceof List<?> list) {
            return new Cell.Texts(list.stream().map(String::valueOf).toList());
        }
        return new Cell.Texts(List.of(word(value)));
    }

    /** Clients differ in how they write a 1, and equal values must be equal words. */
    private static String word(Object value) {
        if (value instanceof Double number && number == Math.rint(number) && Math.abs(number) < LARGEST_EXACT) {
            return Long.toString(number.longValue());
        }
        return value.toString();
    }

    private static Cell cell(Tensor tensor) throws DecodeException {
        if (tensor.getDatatype() == Datatype.BYTES) {
            return new Cell.Texts(Tensors.strings(tensor));
        }
        int[] shape = new int[tensor.getShape().size()];
        for (int i = 0; i < shape.length; i++) {
            shape[i] = Math.toIntExact(tensor.getShape().get(i));
        }
        DataType type = switch (tensor.getDatatype()) {
            case FP16 -> DataType.FLOAT16;
            case BF16 -> DataType.BFLOAT16;
            case FP32 -> DataType.FLOAT32;
            case FP64 -> DataType.FLOAT64;
            case BOOL -> DataType.BOOL;
            default -> DataType.INT64;
        };
        return new Cell.Numbers(Tensors.doubles(tensor), type, shape);
    }

    /** A query's number: the one it is written as, or 52 bits of a hash of its name with a bit that sets it apart. */
    private static long queryNumber(String query) {
        try {
            long number = Long.parseLong(query);
            if (number >= 0 && number < LARGEST_EXACT / 2) {
                return number;
            }
        } catch (NumberFormatException e) {
            // A name, not a number: hashed below.
        }
        return LARGEST_EXACT / 2 + (IdHash.of(query) >>> 12);
    }
}
