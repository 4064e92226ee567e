package io.evalstream.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Dashboards and alert rules ask for metrics that there are. */
class MonitoringTest {

    private static final Pattern VARIABLE = Pattern.compile("\\$(\\w+)");

    static List<Path> dashboards() {
        return Repository.files(Repository.CHART.resolve("files/dashboards"), ".json");
    }

    @Test
    void everyMetricOfTheExporterThatIsAskedForIsInItsList() {
        assertThat(MetricNames.asked("evalstream_")).isSubsetOf(MetricNames.exported());
    }

    /** What nobody looks at need not be exported. */
    @Test
    void everyMetricOfTheExporterIsShownSomewhere() {
        assertThat(MetricNames.exported()).isSubsetOf(MetricNames.asked("evalstream_"));
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void aDashboardUsesTheVariablesItDeclaresAndNoFixedDataSource(Path file) {
        JsonNode dashboard = Repository.document(file);
        assertThat(dashboard.path("uid").asText() + ".json")
                .isEqualTo(file.getFileName().toString());
        Set<String> declared = dashboard
                .at("/templating/list")
                .valueStream()
                .map(variable -> variable.path("name").asText())
                .collect(Collectors.toSet());
        Set<String> used = new TreeSet<>(Set.of("datasource"));
        Set<Integer> ids = new HashSet<>();
        for (JsonNode panel : dashboard.path("panels")) {
            assertThat(ids.add(panel.path("id").asInt())).isTrue();
            assertThat(panel.at("/datasource/uid").asText()).isEqualTo("${datasource}");
            assertThat(panel.path("targets")).isNotEmpty();
            for (JsonNode target : panel.path("targets")) {
                assertThat(target.at("/datasource/uid").asText()).isEqualTo("${datasource}");
                VARIABLE.matcher(target.path("expr").asText()).results().forEach(found -> used.add(found.group(1)));
            }
        }
        assertThat(used).isEqualTo(declared);
    }

    /** Panels do not overlap. */
    @ParameterizedTest
    @MethodSource("dashboards")
    void everyPlaceOfADashboardIsTakenOnce(Path file) {
        Set<String> taken = new HashSet<>();
        for (JsonNode panel : Repository.document(file).path("panels")) {
            JsonNode at = panel.path("gridPos");
            assertThat(at.path("x").asInt() + at.path("w").asInt()).isLessThanOrEqualTo(24);
            for (int x = 0; x < at.path("w").asInt(); x++) {
                for (int y = 0; y < at.path("h").asInt(); y++) {
                    assertThat(taken.add((at.path("x").asInt() + x) + ","
                                    + (at.path("y").asInt() + y)))
                            .isTrue();
                }
            }
        }
    }

    @Test
    void everyAlertHasASeverityAndSaysWhatToDo() {
        List<JsonNode> alerts = Repository.document(MetricNames.RULES).findParents("alert");
        assertThat(alerts).hasSizeGreaterThan(5);
        assertThat(alerts.stream().map(alert -> alert.path("alert").asText()))
                .doesNotHaveDuplicates()
                .allMatch(name -> name.startsWith("Evalstream"));
        for (JsonNode alert : alerts) {
            assertThat(alert.at("/labels/severity").asText()).isIn("critical", "warning", "info");
            assertThat(alert.at("/annotations/summary").asText()).isNotEmpty();
            assertThat(alert.at("/annotations/description").asText()).isNotEmpty();
        }
    }

    @Test
    void everyAlertIsTested() {
        Set<String> tested = new HashSet<>(Repository.document(Path.of("src/test/prometheus/rules-test.yaml"))
                .findValuesAsText("alertname"));
        assertThat(Repository.document(MetricNames.RULES).findValuesAsText("alert"))
                .containsExactlyInAnyOrderElementsOf(tested);
    }

    /** Writes the queries of the dashboards as rules, which promtool can check; see .ci/deploy. */
    @Test
    void queriesOfDashboardsAreWrittenForPromtool() throws IOException {
        ObjectNode rules = Repository.YAML.createObjectNode();
        ArrayNode group =
                rules.putArray("groups").addObject().put("name", "dashboards").putArray("rules");
        for (String query : MetricNames.queries().toList()) {
            group.addObject()
                    .put("record", "dashboard:query" + group.size())
                    .put("expr", VARIABLE.matcher(query).replaceAll("x"));
        }
        assertThat(group).hasSizeGreaterThan(10);
        Files.writeString(Path.of("target/dashboard-rules.yaml"), Repository.YAML.writeValueAsString(rules));
    }
}
