package io.evalstream.schemas;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParseException;
import org.jspecify.annotations.Nullable;

/**
 * A client of a schema registry: the two requests that codecs need, over the JDK's HTTP client. Answers are kept; an id
 * never changes its schema. An id that the registry does not know is asked for again after a while, because its
 * registration may still be on its way between the registry's instances.
 */
public final class SchemaRegistry {
    private static final String MEDIA_TYPE = "application/vnd.schemaregistry.v1+json";

    /** The registry's own code for an unknown id; a bare 404 comes from something else at that address. */
    private static final int SCHEMA_NOT_FOUND = 40403;

    private static final Duration[] PAUSES = {Duration.ofMillis(100), Duration.ofMillis(500)};
    private static final Duration ASK_AGAIN = Duration.ofSeconds(30);
    private static final int UNKNOWN_IDS_KEPT = 1000;
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final RegistryOptions options;
    private final String base;
    private final HttpClient client;
    private final Map<Integer, Schema> schemas = new HashMap<>();
    private final Map<Integer, Refusal> refused = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, Refusal> eldest) {
            return size() > UNKNOWN_IDS_KEPT;
        }
    };

    private record Refusal(DecodeException answer, long askedAt) {}

    public SchemaRegistry(RegistryOptions options) {
        this.options = options;
        this.base = options.url().toString().replaceAll("/+$", "");
        this.client = HttpClient.newBuilder()
                .connectTimeout(options.timeout())
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();
    }

    /**
     * The schema of an id.
     *
     * @throws DecodeException if the registry has none, or one that is not a self-contained Avro schema
     * @throws RegistryException if the registry does not answer
     */
    public synchronized Schema schema(int id) throws DecodeException {
        Schema known = schemas.get(id);
        if (known != null) {
            return known;
        }
        Refusal refusal = refused.get(id);
        if (refusal != null && System.nanoTime() - refusal.askedAt() < ASK_AGAIN.toNanos()) {
            throw refusal.answer();
        }
        try {
            Schema schema = fetch(id);
            schemas.put(id, schema);
            refused.remove(id);
            return schema;
        } catch (DecodeException e) {
            refused.put(id, new Refusal(e, System.nanoTime()));
            throw e;
        }
    }

    /**
     * Registers a schema under a subject, which does nothing if it is there already.
     *
     * @return the schema's id
     * @throws RegistryException if the registry does not answer, or refuses the schema
     */
    public int register(String subject, Schema schema) {
        ObjectNode body = MAPPER.createObjectNode().put("schema", portable(schema));
        String path = "/subjects/"
                + URLEncoder.encode(subject, StandardCharsets.UTF_8).replace("+", "%20") + "/versions";
        HttpResponse<String> response =
                send(path, request(path).POST(HttpRequest.BodyPublishers.ofString(body.toString())));
        if (response.statusCode() == 409) {
            throw new RegistryException("the schema registry says that the schema of " + schema.getName()
                    + " is not compatible with subject '" + subject + "': " + said(response)
                    + "; use another topic, or relax the subject's compatibility");
        }
        JsonNode id = json(path, require200(path, response)).path("id");
        if (!id.isInt()) {
            throw new RegistryException(base + path + " answered without an id; is this a schema registry's address?");
        }
        return id.intValue();
    }

    private Schema fetch(int id) throws DecodeException {
        String path = "/schemas/ids/" + id;
        HttpResponse<String> response = send(path, request(path).GET());
        if (response.statusCode() == 404 && errorCode(response) == SCHEMA_NOT_FOUND) {
            throw new DecodeException(
                    Reason.UNKNOWN_SCHEMA,
                    "schema id " + id + " is not in the schema registry;"
                            + " check that the producer uses the same registry and that the topic's format is registry");
        }
        JsonNode answer = json(path, require200(path, response));
        String kind = answer.path("schemaType").asText("AVRO");
        if (!kind.equals("AVRO")) {
            throw new DecodeException(
                    Reason.UNKNOWN_SCHEMA,
                    "schema id " + id + " is of type " + kind
                            + "; only AVRO can be read, have the producer write Avro");
        }
        if (!answer.path("references").isEmpty()) {
            throw new DecodeException(
                    Reason.UNKNOWN_SCHEMA,
                    "schema id " + id + " refers to other schemas, which is not supported; register it in one piece");
        }
        try {
            // Names and defaults are not judged: the producer's Avro has accepted them.
            return new Schema.Parser()
                    .setValidate(false)
                    .setValidateDefaults(false)
                    .parse(answer.path("schema").asText());
        } catch (SchemaParseException e) {
            throw new DecodeException(
                    Reason.UNKNOWN_SCHEMA, "schema id " + id + " is not an Avro schema: " + e.getMessage(), e);
        }
    }

    /** Our schema as other languages would write it, without the notes that Avro's Java code leaves in it. */
    static String portable(Schema schema) {
        try {
            JsonNode tree = MAPPER.readTree(schema.toString());
            tree.findParents("avro.java.string").forEach(node -> ((ObjectNode) node).remove("avro.java.string"));
            return tree.toString();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Avro wrote a schema that is not JSON", e);
        }
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(options.timeout())
                .header("Accept", MEDIA_TYPE + ", application/json")
                .header("Content-Type", MEDIA_TYPE);
        options.headers().forEach(builder::setHeader);
        return builder;
    }

    /** Sends a request, again after a pause if the registry is not reached or says that it is in trouble itself. */
    private HttpResponse<String> send(String path, HttpRequest.Builder builder) {
        HttpRequest request = builder.build();
        for (int attempt = 0; ; attempt++) {
            boolean last = attempt == PAUSES.length;
            try {
                HttpResponse<String> response =
                        client.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
                boolean passing = response.statusCode() == 429 || response.statusCode() >= 500;
                if (!passing || last) {
                    return response;
                }
            } catch (IOException e) {
                if (last) {
                    throw unreachable(path, e);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw unreachable(path, e);
            }
            pause(path, PAUSES[attempt]);
        }
    }

    private void pause(String path, Duration pause) {
        try {
            Thread.sleep(pause.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unreachable(path, e);
        }
    }

    private RegistryException unreachable(String path, Exception cause) {
        return new RegistryException(
                "no answer from the schema registry at " + base + path + ": " + cause
                        + "; check the address, and that the registry is up",
                cause);
    }

    private HttpResponse<String> require200(String path, HttpResponse<String> response) {
        int status = response.statusCode();
        if (status == 200) {
            return response;
        }
        String remedy = switch (status) {
            case 401, 403 -> "check the credentials given for it";
            case 404 -> "check that this is a schema registry's address, with its path if it has one";
            default -> "see the registry's log";
        };
        throw new RegistryException(
                base + path + " answered with status " + status + " (" + said(response) + "); " + remedy);
    }

    private JsonNode json(String path, HttpResponse<String> response) {
        JsonNode tree = tree(response);
        if (tree == null) {
            throw new RegistryException(
                    base + path + " did not answer with JSON; is this a schema registry's address?");
        }
        return tree;
    }

    private static @Nullable JsonNode tree(HttpResponse<String> response) {
        try {
            return MAPPER.readTree(response.body());
        } catch (JsonProcessingException e) {
            return null;
        }
    }

    private static int errorCode(HttpResponse<String> response) {
        JsonNode tree = tree(response);
        return tree == null ? 0 : tree.path("error_code").asInt();
    }

    private static String said(HttpResponse<String> response) {
        JsonNode tree = tree(response);
        String message = tree == null ? "" : tree.path("message").asText();
        return message.isEmpty() ? "no reason given" : message;
    }
}
