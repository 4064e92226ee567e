package io.evalstream.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.evalstream.metrics.batch.Cell;
import io.evalstream.metrics.batch.DataType;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.Rejection;
import io.evalstream.metrics.batch.Row;
import io.evalstream.metrics.laws.Event;
import io.evalstream.metrics.laws.Fold;
import io.evalstream.metrics.metric.Catalogue;
import io.evalstream.metrics.metric.MetricSet;
import io.evalstream.metrics.metric.PlanException;
import io.evalstream.metrics.metric.Value;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Weighted metrics have scikit-learn's values. The cases are made by the script beside them, with weights that are whole,
 * multiples of the default unit or of another, and neither; nothing among them.
 */
class WeightsTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final double EXACT = 1e-12;
    /** A weight is rounded by up to 2^−21. */
    private static final double ROUNDED = 2e-6;

    private final Catalogue catalogue = Catalogue.discover();

    @TestFactory
    Stream<DynamicTest> weightedMetricsHaveTheValuesOfScikitLearn() throws IOException {
        JsonNode file = read();
        return StreamSupport.stream(file.get("cases").spliterator(), false).map(one -> {
            String weights = one.get("weights").asText();
            String name = one.get("metric").asText() + one.get("args") + " " + weights;
            return DynamicTest.dynamicTest(name, () -> {
                switch (weights) {
                    case "ones", "whole" -> {
                        assertValue(file, one, Map.of(), EXACT);
                        assertValue(file, one, Map.of("weight_unit", 1), EXACT);
                    }
                    case "eighths" -> assertValue(file, one, Map.of(), EXACT);
                    case "cents" -> {
                        assertValue(file, one, Map.of("weight_unit", 0.01), EXACT);
                        assertValue(file, one, Map.of(), ROUNDED);
                    }
                    default -> assertValue(file, one, Map.of(), ROUNDED);
                }
            });
        });
    }

    @Test
    void rowsWithoutWeightsCountOnce() {
        MetricSet weighted = set("mean_absolute_error", Map.of("weighted", true));
        MetricSet plain = set("mean_absolute_error", Map.of());
        for (MetricSet set : List.of(weighted, plain)) {
            List<Event> events = List.of(new Event(pair(set, 1, 0), 1, 0, 0), new Event(pair(set, 5, 2), 1, 0, 1));
            assertThat(value(set, events)).isEqualTo(Value.scalar(2));
        }
        assertThat(plain.schema().inputs()).doesNotContain(Input.WEIGHTS, Input.LABEL_WEIGHTS);
        assertThat(weighted.layout().find("Weighted[of=AbsoluteError[outputs=One[]], unit=9.5367431640625E-7]/count"))
                .isNotNull();
    }

    @Test
    void aRowOfNoWeightSaysNothing() {
        MetricSet set = set("binary_auroc", Map.of("weighted", true));
        Row row = pair(set, 0.5, 1).set(Input.WEIGHTS, weight(0));
        assertThat(value(set, List.of(new Event(row, 1, 0, 0))))
                .isInstanceOfSatisfying(
                        Value.Undefined.class,
                        undefined -> assertThat(undefined.code()).isEqualTo(Value.Code.EMPTY));
    }

    @Test
    void weightsThatCannotBeCountedAreTurnedAway() {
        MetricSet set = set("binary_accuracy", Map.of("weighted", true));
        assertThat(rejection(set, Input.WEIGHTS, weight(-0.5)).reason()).isEqualTo(Rejection.Reason.OUT_OF_RANGE);
        assertThat(rejection(set, Input.LABEL_WEIGHTS, weight(Double.NaN)).reason())
                .isEqualTo(Rejection.Reason.NOT_A_NUMBER);
        assertThat(rejection(set, Input.WEIGHTS, weight(Double.POSITIVE_INFINITY))
                        .reason())
                .isEqualTo(Rejection.Reason.OUT_OF_RANGE);
        assertThat(rejection(set, Input.WEIGHTS, weight(0x1p20 + 1)).message())
                .isEqualTo(
                        "weights holds 1048577.0; expected a weight from 0 to 1048576.0 (a larger `weight_unit` makes"
                                + " room for larger weights)");
        assertThat(rejection(set, Input.WEIGHTS, Cell.Numbers.vector(new double[] {1, 2}, DataType.FLOAT64))
                        .reason())
                .isEqualTo(Rejection.Reason.WRONG_WIDTH);
        MetricSet whole = set("binary_accuracy", Map.of("weighted", true, "weight_unit", 1));
        assertThat(whole.schema().check(pair(whole, 0.5, 1).set(Input.WEIGHTS, weight(1e12))))
                .isNull();
    }

    @Test
    void weightsAreRoundedToTheNearestUnit() {
        MetricSet set = set("binary_confusion_matrix", Map.of("weighted", true, "weight_unit", 0.5));
        List<Event> events = new ArrayList<>();
        for (double weight : new double[] {0.2, 0.6, 0.8, 0.75}) {
            events.add(new Event(pair(set, 1.0, 1).set(Input.WEIGHTS, weight(weight)), 1, 0, events.size()));
        }
        assertThat(value(set, events)).isEqualTo(Value.matrix(2, 2, new double[] {0, 0, 0, 0 + 0.5 + 1 + 1}));
    }

    /** Against the definition: the smallest value up to which there is a share of the weight. */
    @Test
    void quantilesOfWeightsDoNotDependOnTheUnit() {
        double[] weights = {0.5, 2, 0, 1.5};
        double[][] expected = {{0, 1}, {0.125, 1}, {0.25, 2}, {0.625, 2}, {0.626, 8}, {1, 8}};
        for (double unit : new double[] {0x1p-20, 0.5}) {
            for (double[] share : expected) {
                MetricSet set = set("quantile", Map.of("weighted", true, "weight_unit", unit, "q", share[0]));
                List<Event> events = new ArrayList<>();
                for (int i = 0; i < weights.length; i++) {
                    Row row = new Row(set.schema())
                            .set(Input.VALUE, Cell.Numbers.scalar(1 << i, DataType.FLOAT64))
                            .set(Input.WEIGHTS, weight(weights[i]));
                    events.add(new Event(row, 1, 0, i));
                }
                assertThat(((Value.Scalar) value(set, events)).value())
                        .as("quantile " + share[0] + " in units of " + unit)
                        .isCloseTo(share[1], withinPercentage(1));
            }
        }
    }

    @Test
    void heavyRowsLoseNothing() {
        MetricSet set = set("mean_squared_error", Map.of("weighted", true));
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            events.add(new Event(pair(set, i % 2, 0).set(Input.WEIGHTS, weight(0x1p20)), 1, 0, i));
        }
        events.add(new Event(pair(set, 1, 0).set(Input.WEIGHTS, weight(0x1p-20)), 1, 0, 50));
        double all = 50 * 0x1p20 + 0x1p-20;
        assertThat(value(set, events)).isEqualTo(Value.scalar((25 * 0x1p20 + 0x1p-20) / all));
    }

    @Test
    void whatWeightsDoNotGoWithIsRefused() {
        assertRefused("binary_accuracy", Map.of("weighted", true, "multidim_average", "samplewise"), "of each row");
        assertRefused("kl_divergence", Map.of("weighted", true, "reduction", "none"), "of each row");
        assertRefused("r2_score", Map.of("weighted", true, "adjusted", 2), "the number of rows");
        assertRefused("binary_accuracy", Map.of("weighted", true, "weight_unit", 0), "expected a number above 0");
        assertRefused("spearman_corrcoef", Map.of("weighted", true), "there is no argument 'weighted'");
        for (String metric : List.of("binary_accuracy", "binary_auroc", "mean_squared_error", "pearson_corrcoef")) {
            assertRefused(metric, Map.of("weighted", true, "confidence", 0.9), "'confidence' is 0.9");
        }
    }

    private void assertRefused(String metric, Map<String, Object> arguments, String because) {
        assertThatThrownBy(() -> set(metric, arguments))
                .isInstanceOf(PlanException.class)
                .hasMessageContaining(because);
    }

    private void assertValue(JsonNode file, JsonNode one, Map<String, Object> unit, double precision) {
        Map<String, Object> arguments = new LinkedHashMap<>(arguments(one.get("args")));
        if (catalogue.find(one.get("metric").asText()).hasWeights()) {
            arguments.putAll(unit);
            arguments.put("weighted", true);
        }
        MetricSet set = set(one.get("metric").asText(), arguments);
        Value value = value(
                set,
                events(
                        set,
                        file.get("data").get(one.get("data").asText()),
                        file.get("weights").get(one.get("weights").asText())));
        JsonNode expected = one.get("expected");
        if (expected.isObject()) {
            Map<String, Value> parts = ((Value.Named) value).values();
            expected.properties().forEach(part -> {
                Value found = Objects.requireNonNull(parts.get(part.getKey()));
                assertNumbers(part.getKey(), found, part.getValue(), precision);
            });
        } else {
            assertNumbers("value", value, expected, precision);
        }
    }

    private static void assertNumbers(String name, Value value, JsonNode expected, double precision) {
        double[] wanted = expected.isArray() ? doubles(expected) : new double[] {expected.asDouble()};
        double[] found =
                value instanceof Value.Scalar scalar ? new double[] {scalar.value()} : ((Value.Tensor) value).values();
        assertThat(found).as(name + " " + Arrays.toString(found)).hasSameSizeAs(wanted);
        for (int i = 0; i < wanted.length; i++) {
            assertThat(found[i])
                    .as("element " + i + " of " + name)
                    .isCloseTo(wanted[i], within(precision * Math.max(1, Math.abs(wanted[i]))));
        }
    }

    /** Odd rows have the weight that counts on their label, beside another on their prediction. */
    private static List<Event> events(MetricSet set, JsonNode data, JsonNode weights) {
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < weights.size(); i++) {
            Row row = new Row(set.schema())
                    .set(Input.PREDS, cell(data.get("preds").get(i)))
                    .set(Input.TARGET, cell(data.get("target").get(i)));
            Cell weight = weight(weights.get(i).asDouble());
            boolean onLabel = i % 2 == 1;
            row.set(Input.WEIGHTS, onLabel ? weight(7) : weight);
            if (onLabel) {
                row.set(Input.LABEL_WEIGHTS, weight);
            }
            assertThat(set.schema().check(row)).isNull();
            events.add(new Event(row, 1, 0, i));
        }
        return events;
    }

    private static Cell cell(JsonNode json) {
        JsonNode first = json.isArray() ? json.get(0) : json;
        DataType type = first.isInt() ? DataType.INT64 : DataType.FLOAT64;
        return json.isArray() ? Cell.Numbers.vector(doubles(json), type) : Cell.Numbers.scalar(json.asDouble(), type);
    }

    private static Cell.Numbers weight(double weight) {
        return Cell.Numbers.scalar(weight, DataType.FLOAT64);
    }

    private static double[] doubles(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .mapToDouble(JsonNode::asDouble)
                .toArray();
    }

    private static Row pair(MetricSet set, double pred, double target) {
        return new Row(set.schema())
                .set(Input.PREDS, Cell.Numbers.scalar(pred, DataType.FLOAT64))
                .set(Input.TARGET, Cell.Numbers.scalar(target, DataType.INT64));
    }

    private static Rejection rejection(MetricSet set, Input input, Cell weight) {
        return Objects.requireNonNull(set.schema().check(pair(set, 0.5, 1).set(input, weight)));
    }

    private static Value value(MetricSet set, List<Event> events) {
        return Objects.requireNonNull(set.compute(Fold.of(set, events)).get("it"));
    }

    private MetricSet set(String metric, Map<String, Object> arguments) {
        return MetricSet.of(Map.of("it", catalogue.create(metric, arguments, Map.of())));
    }

    @SuppressWarnings("unchecked") // Jackson makes a JSON object a map with text keys
    private static Map<String, Object> arguments(JsonNode json) {
        return MAPPER.convertValue(json, Map.class);
    }

    private static JsonNode read() throws IOException {
        try (InputStream file = Objects.requireNonNull(WeightsTest.class.getResourceAsStream("/weights/cases.json"))) {
            return MAPPER.readTree(file);
        }
    }
}
