package io.evalstream.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.evalstream.metrics.batch.Cell;
import io.evalstream.metrics.batch.DataType;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.Population;
import io.evalstream.metrics.batch.Rejection;
import io.evalstream.metrics.batch.Row;
import io.evalstream.metrics.metric.Catalogue;
import io.evalstream.metrics.metric.MetricSet;
import io.evalstream.metrics.metric.PlanException;
import io.evalstream.metrics.metric.Value;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Similarities and distances of pairs have scikit-learn's values; the cases are made by the script beside them. */
class PairwiseTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String COSINE = "pairwise_cosine_similarity";
    private static final String LINEAR = "pairwise_linear_similarity";

    @TestFactory
    Stream<DynamicTest> valuesAreThoseOfScikitLearn() throws IOException {
        JsonNode file = read();
        return StreamSupport.stream(file.get("cases").spliterator(), false).map(one -> {
            String data = one.get("data").asText();
            String name = one.get("metric").asText() + " " + one.get("args") + " of " + data;
            return DynamicTest.dynamicTest(name, () -> {
                Example rows = Example.of(one.get("metric").asText(), arguments(one.get("args")));
                JsonNode preds = file.get("data").get(data).get("preds");
                JsonNode target = file.get("data").get(data).get("target");
                for (int i = 0; i < preds.size(); i++) {
                    rows.add(
                            target.isNull()
                                    ? preds(doubles(preds.get(i)))
                                    : pair(doubles(preds.get(i)), doubles(target.get(i))));
                }
                assertValue(rows.value(), one.get("expected"), preds.size());
            });
        });
    }

    @Test
    void rowsStandInTheOrderOfTheirPositions() {
        Example rows = Example.of(LINEAR, Map.of("zero_diagonal", false));
        rows.at(preds(3), 20).at(preds(1), 10).at(preds(2), 10);
        assertThat(rows.value()).isEqualTo(Value.matrix(3, 3, new double[] {1, 2, 3, 2, 4, 6, 3, 6, 9}));
    }

    @Test
    void predictionsAloneDoNotWaitForLabels() {
        assertThat(population(Map.of())).isEqualTo(Population.PREDICTIONS);
        assertThat(population(Map.of("y", "target"))).isEqualTo(Population.LABELLED);
    }

    @Test
    void aZeroVectorHasNoAngle() {
        Map<String, ?> mean = Map.of("reduction", "elementwise_mean");
        Example rows = Example.of(COSINE, mean).add(preds(0, 0)).add(preds(1, 0));
        assertThat(whyUndefined(rows)).isEqualTo(Value.Code.DEGENERATE);
        assertThat(Example.of(COSINE, mean)
                        .add(preds(2, 0))
                        .add(preds(1, 0))
                        .add(preds(0, 1))
                        .number())
                .isCloseTo(2 / 9.0, within(1e-15));
    }

    /** The expansion of the square, x·x + y·y − 2·x·y, loses this distance. */
    @Test
    void aSmallDistanceOfLongVectorsIsNotLost() {
        Example rows = Example.of("pairwise_euclidean_distance", Map.of("reduction", "sum"));
        rows.add(preds(0x1p20, 0x1p20)).add(preds(0x1p20 + 0.125, 0x1p20));
        assertThat(rows.numbersOf()).containsExactly(0.125, 0.125);
    }

    @Test
    void largePowersDoNotOverflow() {
        for (double exponent : new double[] {1000, Double.POSITIVE_INFINITY}) {
            Example rows = Example.of("pairwise_minkowski_distance", Map.of("exponent", exponent, "reduction", "sum"));
            rows.add(preds(0, 0, 0)).add(preds(30, -10, 1));
            assertThat(rows.numbersOf()).containsExactly(30, 30);
        }
        assertThatThrownBy(() -> Example.of("pairwise_minkowski_distance", Map.of("exponent", 0.5)))
                .isInstanceOf(PlanException.class)
                .hasMessageContaining("'exponent' is 0.5", "at least 1");
    }

    @Test
    void whatTakesTooLongOrIsTooMuchToListIsUndefined() {
        Random random = new Random(4);
        Example listed = Example.of(LINEAR, Map.of());
        Example reduced = Example.of(LINEAR, Map.of("reduction", "elementwise_mean"));
        Example dear = Example.of("pairwise_minkowski_distance", Map.of("reduction", "mean", "exponent", 3));
        for (int i = 0; i < 1030; i++) {
            double[] vector = random.doubles(128).toArray();
            listed.add(preds(vector));
            reduced.add(preds(vector));
            dear.add(preds(vector));
        }
        assertThat(whyUndefined(listed)).isEqualTo(Value.Code.OVERFLOW);
        assertThat(reduced.number()).isPositive();
        assertThat(whyUndefined(dear)).isEqualTo(Value.Code.OVERFLOW);
    }

    @Test
    void rowsPastTheirBytesAreNotForgottenInSilence() {
        Example rows = Example.of(LINEAR, Map.of("max_bytes", 4 * 104));
        rows.add(preds(IntStream.range(0, 17).asDoubleStream().toArray()))
                .add(preds(IntStream.range(0, 17).asDoubleStream().map(i -> -i).toArray()));
        assertThat(rows.numbersOf()).hasSize(4);
        assertThat(whyUndefined(
                        rows.add(preds(DoubleStream.generate(() -> 1).limit(17).toArray()))))
                .isEqualTo(Value.Code.OVERFLOW);
    }

    @Test
    void vectorsOfDifferentLengthsHaveNoValue() {
        Example rows = Example.of(LINEAR, Map.of()).add(preds(1, 2)).add(preds(1, 2, 3));
        assertThat(rows.value())
                .isInstanceOfSatisfying(
                        Value.Undefined.class, none -> assertThat(none.reason()).contains("different lengths: [2, 3]"));
    }

    @Test
    void whatIsNoVectorIsTurnedAway() {
        assertThat(rejection(Map.of(), Map.of(Input.PREDS, Cell.Numbers.scalar(1, DataType.FLOAT64))))
                .asString()
                .contains("preds has the shape []; expected a vector");
        assertThat(rejection(Map.of("y", "target"), pair(new double[] {1, 2}, new double[] {1, 2, 3})))
                .asString()
                .contains("target has the shape [3]; expected that of preds, [2]");
        assertThat(rejection(Map.of(), preds(1e39))).asString().contains("vectors are kept in float32");
    }

    private static Population population(Map<String, ?> arguments) {
        return set(arguments).statistics().get(0).population();
    }

    private static Rejection rejection(Map<String, ?> arguments, Map<Input, Cell> cells) {
        MetricSet set = set(arguments);
        Row row = new Row(set.schema());
        cells.forEach(row::set);
        return Objects.requireNonNull(set.schema().check(row));
    }

    private static MetricSet set(Map<String, ?> arguments) {
        return MetricSet.of(Map.of("it", Catalogue.discover().create(COSINE, arguments, Map.of())));
    }

    private static Value.Code whyUndefined(Example rows) {
        return ((Value.Undefined) rows.value()).code();
    }

    private static Map<Input, Cell> preds(double... vector) {
        return Map.of(Input.PREDS, Cell.Numbers.vector(vector, DataType.FLOAT64));
    }

    private static Map<Input, Cell> pair(double[] preds, double[] target) {
        Map<Input, Cell> cells = new LinkedHashMap<>(preds(preds));
        cells.put(Input.TARGET, Cell.Numbers.vector(target, DataType.FLOAT64));
        return cells;
    }

    private static void assertValue(Value value, JsonNode expected, int rows) {
        if (expected.isNull()) {
            assertThat(value).isInstanceOf(Value.Undefined.class);
        } else if (expected.isNumber()) {
            assertThat(((Value.Scalar) value).value()).isCloseTo(expected.asDouble(), within(1e-12));
        } else {
            Value.Tensor tensor = (Value.Tensor) value;
            boolean isMatrix = expected.get(0).isArray();
            assertThat(tensor.shape()).containsExactly(isMatrix ? new int[] {rows, rows} : new int[] {rows});
            double[] wanted = isMatrix
                    ? StreamSupport.stream(expected.spliterator(), false)
                            .flatMapToDouble(row -> DoubleStream.of(doubles(row)))
                            .toArray()
                    : doubles(expected);
            assertThat(tensor.values()).containsExactly(wanted, within(1e-12));
        }
    }

    private static double[] doubles(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .mapToDouble(number -> number.isNull() ? Double.NaN : number.asDouble())
                .toArray();
    }

    @SuppressWarnings("unchecked") // Jackson makes a JSON object a map with text keys
    private static Map<String, Object> arguments(JsonNode json) {
        return MAPPER.convertValue(json, Map.class);
    }

    private static JsonNode read() throws IOException {
        try (InputStream file =
                Objects.requireNonNull(PairwiseTest.class.getResourceAsStream("/pairwise/cases.json"))) {
            return MAPPER.readTree(file);
        }
    }
}
