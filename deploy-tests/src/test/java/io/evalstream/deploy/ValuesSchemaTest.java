package io.evalstream.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.evalstream.jobs.plan.PlanSchema;
import io.evalstream.metrics.metric.Catalogue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The schema of the chart's values holds the schema of plans, which changes with every metric and key. */
class ValuesSchemaTest {

    private static final Path FILE = Repository.CHART.resolve("values.schema.json");
    private static final ObjectMapper JSON = JsonMapper.builder().build();

    @Test
    void plansAreCheckedBySchemaOfPlans() throws IOException {
        ObjectNode plan = PlanSchema.generate(Catalogue.discover());
        plan.remove("$schema");
        // Helm's regular expressions have no look-ahead. Without it "P" would pass, which the job itself still refuses.
        JsonNode expected = JSON.readTree(plan.toString().replace("(?=.)", ""));
        ObjectNode schema = (ObjectNode) JSON.readTree(FILE.toFile());
        if (Boolean.getBoolean("update")) {
            schema.withObject("/definitions").set("plan", expected);
            Files.writeString(FILE, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(schema) + "\n");
        }
        assertThat(schema.at("/definitions/plan"))
                .as(
                        "%s is older than the plan's own schema; write it anew with"
                                + " mvn -pl deploy-tests -am verify -Dtest=ValuesSchemaTest -Dupdate=true"
                                + " -Dsurefire.failIfNoSpecifiedTests=false",
                        FILE)
                .isEqualTo(expected);
    }

    @Test
    void everyValueOfTheChartIsKnownToTheSchema() throws IOException {
        JsonNode values = Repository.document(Repository.CHART.resolve("values.yaml"));
        JsonNode schema = JSON.readTree(FILE.toFile());
        assertThat(schema.path("properties").properties().stream()
                        .map(Map.Entry::getKey)
                        .filter(key -> !key.equals("global")))
                .containsExactlyInAnyOrderElementsOf(values::fieldNames);
    }
}
