package io.evalstream.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.evalstream.schemas.MetricReport;
import io.evalstream.schemas.MetricValue;
import io.evalstream.schemas.NamedValues;
import io.evalstream.schemas.Scalar;
import io.evalstream.schemas.TensorValue;
import io.evalstream.schemas.Undefined;
import io.evalstream.schemas.WindowKind;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The values of the example streams, as two other libraries compute them from the same files. */
@Timeout(180)
class ExamplesTest {

    private static final double OF_DOUBLES = 1e-6;
    private static final double OF_FLOATS = 1e-5;
    private static final String ALL_VERSIONS = "*";

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "digits_multiclass",
                "digits_multilabel",
                "digits_ranking",
                "breast_cancer_binary",
                "diabetes_regression"
            })
    void everyWindowHasTheValuesThatOthersCompute(String name) throws Exception {
        ExampleStream stream = ExampleStream.of(name);
        JsonNode expected = stream.expected();
        List<MetricReport> reports = new ArrayList<>();
        for (String line :
                stream.evaluate(directory.resolve("reports.jsonl"), 1).values()) {
            reports.add(ExampleStream.report(line));
        }

        MetricReport overall = only(reports, WindowKind.RUNNING, ALL_VERSIONS, report -> true);
        compare("overall", overall, expected.path("overall"));
        JsonNode counts = expected.path("counts");
        assertThat(overall.getCounts().getPredictions())
                .isEqualTo(counts.path("predictions").asLong());
        assertThat(overall.getCounts().getLabelled())
                .isEqualTo(counts.path("joined").asLong());
        assertThat(overall.getCounts().getUnlabelled())
                .isEqualTo(counts.path("predictions_without_label").asLong());
        assertThat(overall.getCounts().getDuplicates())
                .isEqualTo(counts.path("duplicate_label_rows").asLong());
        assertThat(overall.getCounts().getCorrections()).isZero();

        assertThat(expected.path("by_model_version")).isNotEmpty();
        for (JsonNode ofVersion : expected.path("by_model_version")) {
            String version = ofVersion.path("model_version").asText();
            MetricReport report = only(reports, WindowKind.RUNNING, version, any -> true);
            compare("version " + version, report, ofVersion);
            assertThat(report.getCounts().getLabelled())
                    .isEqualTo(ofVersion.path("joined").asLong());
        }

        assertThat(reports)
                .filteredOn(report -> report.getWindow().getKind() == WindowKind.TUMBLING
                        && report.getModelVersion().equals(ALL_VERSIONS))
                .hasSameSizeAs(expected.path("windows"));
        for (JsonNode window : expected.path("windows")) {
            Instant start = Instant.ofEpochMilli(window.path("window_start_ms").asLong());
            MetricReport report = only(
                    reports,
                    WindowKind.TUMBLING,
                    ALL_VERSIONS,
                    any -> any.getWindow().getStart().equals(start));
            compare("window " + start, report, window);
            assertThat(report.getWindow().getEnd().toEpochMilli())
                    .isEqualTo(window.path("window_end_ms").asLong());
            assertThat(report.getCounts().getPredictions())
                    .isEqualTo(window.path("predictions").asLong());
            assertThat(report.getCounts().getLabelled())
                    .isEqualTo(window.path("joined").asLong());
        }
    }

    @Test
    void detectionsHaveTheValuesThatCocosEvaluationGives() throws Exception {
        ExampleStream stream = ExampleStream.of("street_detection");
        List<MetricReport> reports = new ArrayList<>();
        for (String line :
                stream.evaluate(directory.resolve("reports.jsonl"), 2).values()) {
            reports.add(ExampleStream.report(line));
        }
        JsonNode versions = stream.expected().path("by_model_version");
        assertThat(versions).isNotEmpty();
        for (JsonNode ofVersion : versions) {
            String version = ofVersion.path("model_version").asText();
            MetricReport report = only(reports, WindowKind.TUMBLING, version, any -> true);
            for (MetricValue metric : report.getValues()) {
                JsonNode expected = ofVersion.path("torchmetrics").path(metric.getName());
                List<MetricValue> entries = ((NamedValues) metric.getValue()).getEntries();
                assertThat(entries).extracting(MetricValue::getName).hasSameElementsAs(names(expected));
                for (MetricValue entry : entries) {
                    String place = "version " + version + ", " + metric.getName() + "." + entry.getName();
                    compare(place, entry.getValue(), expected.path(entry.getName()), OF_FLOATS);
                }
            }
        }
    }

    private static MetricReport only(
            List<MetricReport> reports, WindowKind kind, String version, Predicate<MetricReport> which) {
        List<MetricReport> found = reports.stream()
                .filter(report -> report.getWindow().getKind() == kind
                        && report.getModelVersion().equals(version))
                .filter(which)
                .toList();
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    private static void compare(String what, MetricReport report, JsonNode expected) {
        Map<String, Object> values = new TreeMap<>();
        for (MetricValue value : report.getValues()) {
            values.put(value.getName(), value.getValue());
        }
        JsonNode doubles = expected.path("sklearn");
        JsonNode floats = expected.path("torchmetrics");
        assertThat(floats.size()).isPositive();
        assertThat(values.keySet()).containsAll(names(floats)).containsAll(names(doubles));
        for (String metric : values.keySet()) {
            String place = what + ", " + metric;
            // Where one of the two has no answer, such as for a class that does not occur, the other's holds.
            if (doubles.hasNonNull(metric)) {
                compare(place, values.get(metric), doubles.path(metric), OF_DOUBLES);
            } else if (floats.hasNonNull(metric)) {
                compare(place, values.get(metric), floats.path(metric), OF_FLOATS);
            } else {
                assertThat(floats.has(metric)).as(place).isTrue();
                assertThat(values.get(metric)).as(place).isInstanceOf(Undefined.class);
            }
        }
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static void compare(String place, Object value, JsonNode expected, double tolerance) {
        if (expected.isArray()) {
            assertThat(value).as(place).isInstanceOf(TensorValue.class);
            List<JsonNode> elements = new ArrayList<>();
            flatten(expected, elements);
            List<Double> found = ((TensorValue) value).getValues();
            assertThat(found).as(place).hasSameSizeAs(elements);
            for (int i = 0; i < elements.size(); i++) {
                if (elements.get(i).isNull()) {
                    assertThat(found.get(i)).as(place + "[" + i + "]").isNaN();
                } else {
                    close(place + "[" + i + "]", found.get(i), elements.get(i).asDouble(), tolerance);
                }
            }
        } else {
            assertThat(value).as(place).isInstanceOf(Scalar.class);
            close(place, ((Scalar) value).getValue(), expected.asDouble(), tolerance);
        }
    }

    private static void close(String place, double found, double expected, double tolerance) {
        assertThat(found).as(place).isCloseTo(expected, within(tolerance * Math.max(1e-3, Math.abs(expected))));
    }

    private static void flatten(JsonNode node, List<JsonNode> into) {
        if (node.isArray()) {
            node.forEach(element -> flatten(element, into));
        } else {
            into.add(node);
        }
    }
}
