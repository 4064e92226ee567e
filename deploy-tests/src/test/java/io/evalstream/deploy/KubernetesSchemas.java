package io.evalstream.deploy;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.fabric8.openshift.api.model.monitoring.v1.PodMonitor;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1PodTemplateSpec;
import io.kubernetes.client.openapi.models.V1Role;
import io.kubernetes.client.openapi.models.V1RoleBinding;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServiceAccount;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** Checks resources as an API server would, from schemas on the class path: unknown, missing and mistyped fields. */
final class KubernetesSchemas {

    /** What is wrong with a resource of some kind. */
    private interface Check {
        List<String> problems(JsonNode resource) throws IOException;
    }

    private interface Model {
        void validate(JsonElement resource) throws IOException;
    }

    private static final String FLINK_SCHEMA = "META-INF/fabric8/flinkdeployments.flink.apache.org-v1.yml";

    /** Models that keep what they do not know are told to refuse it instead. */
    private static final ObjectMapper STRICT = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .annotationIntrospector(new JacksonAnnotationIntrospector() {
                @Override
                public Boolean hasAnySetter(Annotated member) {
                    return false;
                }
            })
            .build();

    private final Map<String, Check> checks = new TreeMap<>();

    KubernetesSchemas() {
        model("v1/ConfigMap", V1ConfigMap::validateJsonElement);
        model("v1/Pod", V1Pod::validateJsonElement);
        model("v1/Service", V1Service::validateJsonElement);
        model("v1/ServiceAccount", V1ServiceAccount::validateJsonElement);
        model("apps/v1/Deployment", V1Deployment::validateJsonElement);
        model("policy/v1/PodDisruptionBudget", V1PodDisruptionBudget::validateJsonElement);
        model("networking.k8s.io/v1/NetworkPolicy", V1NetworkPolicy::validateJsonElement);
        model("rbac.authorization.k8s.io/v1/Role", V1Role::validateJsonElement);
        model("rbac.authorization.k8s.io/v1/RoleBinding", V1RoleBinding::validateJsonElement);
        typed("monitoring.coreos.com/v1/PodMonitor", PodMonitor.class);
        typed("monitoring.coreos.com/v1/ServiceMonitor", ServiceMonitor.class);
        typed("monitoring.coreos.com/v1/PrometheusRule", PrometheusRule.class);
        Schema flink = flinkDeployment();
        checks.put(
                "flink.apache.org/v1beta1/FlinkDeployment",
                resource ->
                        flink.validate(resource).stream().map(Object::toString).toList());
        checks.put("kafka.strimzi.io/v1beta2/KafkaTopic", KubernetesSchemas::kafkaTopic);
    }

    /** What an API server would refuse about a resource; nothing if it would take it. */
    List<String> problems(JsonNode resource) {
        String kind = resource.path("apiVersion").asText() + "/"
                + resource.path("kind").asText();
        Check check = checks.get(kind);
        if (check == null) {
            return List.of("there is no schema for " + kind + "; known are " + checks.keySet());
        }
        try {
            return check.problems(resource);
        } catch (IOException | IllegalArgumentException e) {
            return List.of(Objects.toString(e.getMessage()));
        }
    }

    /** What is wrong with the template of a pod that Flink adds to. */
    List<String> podTemplateProblems(JsonNode template) {
        ObjectNode plain = template.deepCopy();
        plain.remove(List.of("apiVersion", "kind"));
        // What Flink adds to its container.
        plain.path("spec").path("containers").forEach(container -> ((ObjectNode) container).put("image", "flink"));
        try {
            V1PodTemplateSpec.validateJsonElement(gson(plain));
            return List.of();
        } catch (IOException | IllegalArgumentException e) {
            return List.of(Objects.toString(e.getMessage()));
        }
    }

    private void model(String kind, Model model) {
        checks.put(kind, resource -> {
            model.validate(gson(resource));
            return List.of();
        });
    }

    private void typed(String kind, Class<?> type) {
        checks.put(kind, resource -> {
            STRICT.treeToValue(resource, type);
            return List.of();
        });
    }

    private static JsonElement gson(JsonNode node) {
        return JsonParser.parseString(node.toString());
    }

    /** The operator's own schema, which lists the Flink versions of its day, and lets unknown fields pass. */
    private static Schema flinkDeployment() {
        try (InputStream in = Objects.requireNonNull(
                KubernetesSchemas.class.getClassLoader().getResourceAsStream(FLINK_SCHEMA), FLINK_SCHEMA)) {
            JsonNode definition = Repository.YAML.readTree(in);
            ObjectNode schema = (ObjectNode) definition.at("/spec/versions/0/schema/openAPIV3Schema");
            schema.withObject("/properties").putObject("apiVersion").put("type", "string");
            schema.withObject("/properties").putObject("kind").put("type", "string");
            schema.withObject("/properties").putObject("metadata").put("type", "object");
            // Release 1.15 of the operator adds these.
            ArrayNode versions = (ArrayNode) schema.at("/properties/spec/properties/flinkVersion/enum");
            List.of("v2_0", "v2_1", "v2_2", "v2_3", "v2_4").forEach(versions::add);
            close(schema);
            return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
                    .getSchema(schema);
        } catch (IOException e) {
            throw new IllegalStateException("the schema of FlinkDeployment cannot be read", e);
        }
    }

    /** An object whose fields are listed takes no others. */
    private static void close(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.remove("x-kubernetes-int-or-string");
        }
        if (node instanceof ObjectNode object
                && object.path("properties").isObject()
                && !object.has("additionalProperties")
                && !object.path("x-kubernetes-preserve-unknown-fields").asBoolean()) {
            object.put("additionalProperties", false);
        }
        node.forEach(KubernetesSchemas::close);
    }

    /** The fields of Strimzi's KafkaTopic, of which there are four. */
    private static List<String> kafkaTopic(JsonNode resource) {
        JsonNode spec = resource.path("spec");
        boolean good = spec.path("topicName").isTextual()
                && spec.path("partitions").isInt()
                && spec.path("replicas").isInt()
                && spec.path("config").isObject()
                && spec.path("config").valueStream().allMatch(JsonNode::isTextual)
                && spec.size() == 4
                && resource.path("metadata").path("labels").has("strimzi.io/cluster")
                && resource.path("metadata").path("name").asText().matches("[a-z0-9]([-a-z0-9.]*[a-z0-9])?");
        return good ? List.of() : List.of("is no KafkaTopic: " + resource);
    }
}
