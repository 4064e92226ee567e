package io.evalstream.jobs.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.evalstream.metrics.metric.Catalogue;
import io.evalstream.metrics.metric.Metric;
import io.evalstream.metrics.plan.Plan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The plans under examples/ are read by every newcomer, and compute what their expected.json says. */
class ExamplesTest {

    private static final Catalogue CATALOGUE = Catalogue.discover();

    static List<Path> folders() {
        try (Stream<Path> files = Files.list(Path.of("../examples"))) {
            return files.filter(Files::isDirectory).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("folders")
    void theSchemaTakesThePlanAndRefusesItWithAKeyItDoesNotKnow(Path folder) throws IOException {
        SchemaCheck check = new SchemaCheck(PlanSchema.generate(CATALOGUE));
        JsonNode tree = new YAMLMapper().readTree(folder.resolve("plan.yaml").toFile());
        assertThat(check.problems(tree)).isEmpty();
        ((ObjectNode) tree).put("colour", "red");
        assertThat(check.problems(tree)).hasSize(1);
    }

    /** The folders with expected results; the training loop's are what it computes as it runs. */
    static List<Path> evaluated() {
        return folders().stream()
                .filter(folder -> Files.exists(folder.resolve("expected.json")))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("evaluated")
    @SuppressWarnings("unchecked") // what Jackson makes of a JSON object
    void thePlanNamesEachExpectedMetricThatTheCatalogueHas(Path folder) throws IOException {
        Plan plan = Plan.compile(PlanFile.read(folder.resolve("plan.yaml")), CATALOGUE);
        JsonNode expected =
                new ObjectMapper().readTree(folder.resolve("expected.json").toFile());
        Map<String, Metric> metrics = plan.metrics().metrics();
        for (Map.Entry<String, JsonNode> entry : expected.path("metrics").properties()) {
            String torchMetrics = entry.getValue().path("metric").asText();
            if (CATALOGUE.has(torchMetrics)) {
                assertThat(metrics).containsKey(entry.getKey());
                Map<String, Object> args =
                        new ObjectMapper().convertValue(entry.getValue().path("args"), Map.class);
                assertThat(metrics.get(entry.getKey()).statistics())
                        .as(entry.getKey())
                        .isEqualTo(
                                CATALOGUE.create(torchMetrics, args, Map.of()).statistics());
            }
        }
    }
}
