package io.evalstream.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.marcnuri.helm.LintResult;
import io.evalstream.jobs.plan.PlanFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The chart with the values of every example, and with values that are wrong. */
class ChartTest {

    private static final KubernetesSchemas SCHEMAS = new KubernetesSchemas();

    @TempDir
    private Path directory;

    static List<Path> examples() {
        return Repository.examples();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void lintHasNothingToSay(Path values) {
        LintResult result = Chart.lint(values, directory.resolve("chart"));
        // A chart without an icon is no worse.
        assertThat(result.getMessages())
                .filteredOn(message -> !message.contains("icon is recommended"))
                .isEmpty();
        assertThat(result.isFailed()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void anApiServerTakesEveryResource(Path values) {
        List<JsonNode> resources = render(values);
        List<String> problems = new ArrayList<>();
        for (JsonNode resource : resources) {
            SCHEMAS.problems(resource).forEach(problem -> problems.add(name(resource) + ": " + problem));
        }
        assertThat(problems).isEmpty();
        assertThat(SCHEMAS.podTemplateProblems(flink(resources).at("/spec/podTemplate")))
                .isEmpty();
        assertThat(resources.stream().map(ChartTest::name)).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void plansArriveAsTheyWereWritten(Path values) {
        JsonNode written = Repository.document(values).path("plans");
        JsonNode config = ofKind(render(values), "ConfigMap").get(0);
        written.properties().forEach(plan -> {
            String deployed = config.path("data").path(plan.getKey() + ".yaml").asText();
            assertThat(PlanFile.read(deployed, plan.getKey()).plan())
                    .isEqualTo(plan.getValue().path("plan").asText());
            assertThat(Repository.documents(deployed).get(0).equals(ChartTest::compare, plan.getValue()))
                    .as(deployed)
                    .isTrue();
        });
        assertThat(flink(render(values)).at("/spec/job/args"))
                .filteredOn(argument -> argument.asText().startsWith("/etc/evalstream/plans/"))
                .hasSize(written.size());
    }

    @ParameterizedTest
    @MethodSource("examples")
    void noContainerRunsAsRootOrWritesToItsImage(Path values) {
        List<JsonNode> resources = render(values);
        List<JsonNode> pods = new ArrayList<>(ofKind(resources, "Pod"));
        pods.add(flink(resources).at("/spec/podTemplate"));
        ofKind(resources, "Deployment")
                .forEach(deployment -> pods.add(deployment.path("spec").path("template")));
        for (JsonNode pod : pods) {
            assertThat(pod.at("/spec/securityContext/runAsNonRoot").asBoolean()).isTrue();
            assertThat(pod.at("/spec/securityContext/seccompProfile/type").asText())
                    .isEqualTo("RuntimeDefault");
            for (JsonNode container : pod.at("/spec/containers")) {
                JsonNode security = container.path("securityContext");
                assertThat(security.path("readOnlyRootFilesystem").asBoolean()).isTrue();
                assertThat(security.path("allowPrivilegeEscalation").asBoolean(true))
                        .isFalse();
                assertThat(security.at("/capabilities/drop/0").asText()).isEqualTo("ALL");
                assertThat(mounts(container)).isSubsetOf(volumes(pod));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void secretsAreNamedAndNeverWritten(Path values) {
        for (JsonNode resource : render(values)) {
            assertThat(resource.path("kind").asText()).isNotEqualTo("Secret");
        }
        String client = ofKind(render(values), "ConfigMap")
                .get(0)
                .at("/data/client.properties")
                .asText();
        assertThat(client.lines().filter(line -> line.contains("jaas") || line.contains("certificates")))
                .allMatch(line -> line.matches("[a-z.]+=\\$\\{secret:/etc/evalstream/secret:[a-z.]+}"));
    }

    @Test
    void anExampleWithEverythingHasEveryKindOfResource() {
        Set<String> kinds = new TreeSet<>();
        render(Repository.CHART.resolve("examples/production.yaml"))
                .forEach(resource -> kinds.add(resource.path("kind").asText()));
        assertThat(kinds)
                .containsExactly(
                        "ConfigMap",
                        "Deployment",
                        "FlinkDeployment",
                        "KafkaTopic",
                        "NetworkPolicy",
                        "Pod",
                        "PodDisruptionBudget",
                        "PodMonitor",
                        "PrometheusRule",
                        "Role",
                        "RoleBinding",
                        "Service",
                        "ServiceAccount",
                        "ServiceMonitor");
    }

    @Test
    void anotherPlanIsAnotherConfigMapAndSoAnUpgradeOfTheJob() throws IOException {
        ObjectNode values = (ObjectNode) Repository.document(Repository.CHART.resolve("examples/minimal.yaml"));
        JsonNode before = flink(render(values));
        values.withObject("/plans/fraud").put("version", 2);
        JsonNode after = flink(render(values));
        assertThat(after).isNotEqualTo(before);
        assertThat(after.at("/spec/podTemplate/spec/volumes").toString()).contains("prod-evalstream-config-");
    }

    @Test
    void largeWholeNumbersStayWholeNumbers() throws IOException {
        ObjectNode values = (ObjectNode) Repository.document(Repository.CHART.resolve("examples/minimal.yaml"));
        values.withObject("/plans/fraud").put("version", 20_261_122);
        String plan = ofKind(render(values), "ConfigMap")
                .get(0)
                .at("/data/fraud.yaml")
                .asText();
        assertThat(PlanFile.read(plan, "fraud").version()).isEqualTo(20_261_122);
    }

    @Test
    void retentionIsWrittenInMilliseconds() {
        List<JsonNode> topics = ofKind(render(Repository.CHART.resolve("examples/production.yaml")), "KafkaTopic");
        assertThat(topics)
                .extracting(topic -> topic.at("/spec/topicName").asText() + " "
                        + topic.at("/spec/config/cleanup.policy").asText() + " "
                        + topic.at("/spec/config/retention.ms").asText())
                .contains("ml.predictions delete 604800000", "ml.metrics-latest compact,delete 2592000000");
    }

    /** Where a value is put, the value as JSON, and what Helm says of it. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /image/repository                | ''                  | at '/image/repository': minLength
            /plans/fraud/metrics/0           | 'acuracy'           | at '/plans/fraud/metrics/0'
            /plans/fraud/windows/0/size      | '1 hour'            | at '/plans/fraud/windows/0/size'
            /plans/fraud/window              | {}                  | additional properties 'window' not allowed
            /kafka/bootstrapServers          | 'kafka'             | at '/kafka/bootstrapServers': 'kafka' does not match pattern
            /kafka/format                    | 'protobuf'          | at '/kafka/format': value must be one of 'avro', 'registry', 'json'
            /kafka/format                    | 'registry'          | kafka.schemaRegistry is empty; set it to the address of the registry
            /kafka/properties                | {"a": 1}            | at '/kafka/properties/a': got number, want string
            /kafka/properties                | {"a": "${secret:k}"} | kafka.secret is empty; set it to the name of a Secret
            /flink/storage                   | 'bucket'            | at '/flink/storage': 'bucket' does not match pattern
            /flink/upgradeMode               | 'rolling'           | at '/flink/upgradeMode': value must be one of
            /flink/parallelism               | 361                 | at '/flink/parallelism': maximum: got 361, want 360
            /flink/configuration             | {"execution.checkpointing.unaligned.enabled": "true"} | at '/flink/configuration/execution.checkpointing.unaligned.enabled'
            /flink/taskManger                | {}                  | additional properties 'taskManger' not allowed
            /kafkaTopics                     | {"create": true}    | at '/kafkaTopics/cluster'
            """)
    void refusesWrongValuesAndSaysWhatAndWhere(String at, String value, String message) throws IOException {
        ObjectNode values = (ObjectNode) Repository.document(Repository.CHART.resolve("examples/minimal.yaml"));
        JsonNode wrong = Repository.YAML.readTree(value.isEmpty() ? "''" : value);
        String parent = at.substring(0, at.lastIndexOf('/'));
        String key = at.substring(at.lastIndexOf('/') + 1);
        if (key.equals("0")) {
            values.withArray(parent).set(0, wrong);
        } else if (parent.isEmpty()) {
            values.set(key, wrong);
        } else {
            ((ObjectNode) values.at(parent)).set(key, wrong);
        }
        assertThatThrownBy(() -> render(values)).hasMessageContaining(message);
    }

    @Test
    void refusesValuesWithoutWhatMustBeSaid() throws IOException {
        ObjectNode nothing = Repository.YAML.createObjectNode();
        assertThatThrownBy(() -> render(nothing))
                .hasMessageContaining("at '/image/repository'")
                .hasMessageContaining("at '/plans'")
                .hasMessageContaining("at '/kafka/bootstrapServers'")
                .hasMessageContaining("at '/flink/storage'");
    }

    /** Helm reads every number as a double, so 2.0 comes out as 2. */
    private static int compare(JsonNode one, JsonNode other) {
        boolean numbers = one.isNumber() && other.isNumber();
        boolean same = numbers ? one.asDouble() == other.asDouble() : one.equals(other);
        return same ? 0 : 1;
    }

    private List<JsonNode> render(Path values) {
        return Chart.render(values, directory.resolve("rendered"));
    }

    private List<JsonNode> render(ObjectNode values) throws IOException {
        Path file = directory.resolve("values.yaml");
        Files.writeString(file, Repository.YAML.writeValueAsString(values));
        return render(file);
    }

    private static Set<String> mounts(JsonNode container) {
        Set<String> names = new HashSet<>();
        container
                .path("volumeMounts")
                .forEach(mount -> names.add(mount.path("name").asText()));
        return names;
    }

    private static Set<String> volumes(JsonNode pod) {
        Set<String> names = new HashSet<>();
        pod.at("/spec/volumes").forEach(volume -> names.add(volume.path("name").asText()));
        return names;
    }

    private static JsonNode flink(List<JsonNode> resources) {
        return ofKind(resources, "FlinkDeployment").get(0);
    }

    private static List<JsonNode> ofKind(List<JsonNode> resources, String kind) {
        return resources.stream()
                .filter(resource -> resource.path("kind").asText().equals(kind))
                .toList();
    }

    private static String name(JsonNode resource) {
        return resource.path("kind").asText() + " "
                + resource.at("/metadata/name").asText();
    }
}
