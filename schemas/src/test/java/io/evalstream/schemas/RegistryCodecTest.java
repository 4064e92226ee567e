package io.evalstream.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RegistryCodecTest {
    /** A registry under a path, as some have it; what it answers is set by each test. */
    private HttpServer server;

    private final Map<String, String> answers = Collections.synchronizedMap(new HashMap<>());
    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
    private final List<String> bodies = Collections.synchronizedList(new ArrayList<>());
    private int status;
    private int failures;

    @BeforeEach
    void start() throws IOException {
        status = 200;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) {
        try (exchange) {
            String path = exchange.getRequestURI().getRawPath();
            requests.add(exchange.getRequestMethod() + " " + path + " "
                    + exchange.getRequestHeaders().getFirst("Authorization"));
            bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            String answer = answers.get(path);
            int code = answer == null ? 404 : status;
            if (failures > 0) {
                failures--;
                code = 503;
            }
            byte[] body = (answer == null ? "{\"error_code\": 40403, \"message\": \"Schema not found\"}" : answer)
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(code, body.length);
            exchange.getResponseBody().write(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private RegistryOptions options() {
        return RegistryOptions.at(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/apis/ccompat/v7/"));
    }

    private RegistryCodec<Prediction> codec() {
        return new RegistryCodec<>(Prediction.class, "scores", new SchemaRegistry(options()));
    }

    private void put(int id, String schema) {
        answers.put("/apis/ccompat/v7/schemas/ids/" + id, "{\"schema\": " + quoted(schema) + "}");
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private static byte[] framed(int id, byte[] avro) {
        return ByteBuffer.allocate(5 + avro.length)
                .put((byte) 0)
                .putInt(id)
                .put(avro)
                .array();
    }

    @Test
    void aRecordIsReadWithTheSchemaThatItNames() throws Exception {
        put(300, AvroCodecTest.FOREIGN.toString());
        RegistryCodec<Prediction> codec = codec();
        AvroCodecTest.isForeignRecord(codec.decode(framed(300, AvroCodecTest.foreignBytes())));
        AvroCodecTest.isForeignRecord(codec.decode(framed(300, AvroCodecTest.foreignBytes())));
        assertThat(requests).containsExactly("GET /apis/ccompat/v7/schemas/ids/300 null");
    }

    @Test
    void ourSchemaIsRegisteredOnce() throws Exception {
        answers.put("/apis/ccompat/v7/subjects/scores-value/versions", "{\"id\": 7}");
        RegistryCodec<Prediction> codec = codec();
        byte[] bytes = codec.encode(Examples.prediction());
        assertThat(bytes).startsWith(0, 0, 0, 0, 7);
        assertThat(codec.encode(Examples.prediction())).isEqualTo(bytes);
        assertThat(requests).hasSize(1);
        assertThat(bodies.get(0)).doesNotContain("avro.java").contains("Names this prediction");

        put(7, SchemaRegistry.portable(Prediction.getClassSchema()));
        assertThat(codec.decode(bytes)).isEqualTo(Examples.prediction());
    }

    @Test
    void whatIsRegisteredIsOurSchema() {
        Schema registered = new Schema.Parser().parse(SchemaRegistry.portable(MetricReport.getClassSchema()));
        assertThat(registered)
                .isEqualTo(new Schema.Parser()
                        .parse(MetricReport.getClassSchema()
                                .toString()
                                .replace("\"avro.java.string\":\"String\"", "\"x\":1")
                                .replace("{\"type\":\"string\",\"x\":1}", "\"string\"")));
    }

    @Test
    void anUnknownIdIsTheRecordsFaultAndIsAskedForOnce() {
        RegistryCodec<Prediction> codec = codec();
        for (int i = 0; i < 3; i++) {
            assertThatExceptionOfType(DecodeException.class)
                    .isThrownBy(() -> codec.decode(framed(9, new byte[] {1})))
                    .withMessageContaining("schema id 9 is not in the schema registry;")
                    .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.UNKNOWN_SCHEMA));
        }
        assertThat(requests).hasSize(1);
    }

    @Test
    void aRegistryInTroubleIsNotTheRecordsFault() {
        put(1, "\"string\"");
        failures = 3;
        assertThatExceptionOfType(RegistryException.class)
                .isThrownBy(() -> codec().decode(framed(1, new byte[] {1})))
                .withMessageContaining("status 503");
        assertThat(requests).hasSize(3);
    }

    @Test
    void aPassingTroubleIsWaitedFor() throws Exception {
        put(1, AvroCodecTest.FOREIGN.toString());
        failures = 2;
        AvroCodecTest.isForeignRecord(codec().decode(framed(1, AvroCodecTest.foreignBytes())));
    }

    @Test
    void noRegistryIsNotTheRecordsFault() {
        server.stop(0);
        assertThatExceptionOfType(RegistryException.class)
                .isThrownBy(() -> codec().decode(framed(1, new byte[] {1})))
                .withMessageContaining("check the address");
    }

    @Test
    void aSilentRegistryIsNotWaitedForLong() {
        server.removeContext("/");
        server.createContext("/", exchange -> {});
        RegistryOptions options = options().withTimeout(Duration.ofMillis(200));
        SchemaRegistry registry = new SchemaRegistry(options);
        assertThatExceptionOfType(RegistryException.class)
                .isThrownBy(() -> registry.schema(1))
                .withMessageContaining("no answer");
    }

    @Test
    void anAddressThatIsNoRegistryIsNotTheRecordsFault() {
        answers.put("/apis/ccompat/v7/schemas/ids/1", "<html>");
        status = 404;
        assertThatExceptionOfType(RegistryException.class)
                .isThrownBy(() -> codec().decode(framed(1, new byte[] {1})))
                .withMessageContaining("with its path if it has one");
        status = 200;
        assertThatExceptionOfType(RegistryException.class)
                .isThrownBy(() -> codec().decode(framed(1, new byte[] {1})))
                .withMessageContaining("did not answer with JSON");
    }

    @Test
    void credentialsAreSentAndNotShown() {
        RegistryOptions options = options().withBasicAuth("ann", "s3cret");
        SchemaRegistry registry = new SchemaRegistry(options);
        assertThatExceptionOfType(DecodeException.class).isThrownBy(() -> registry.schema(1));
        assertThat(requests.get(0)).endsWith("Basic YW5uOnMzY3JldA==");
        assertThat(options.toString()).contains("Authorization").doesNotContain("YW5u");
    }

    @Test
    void anIncompatibleSchemaIsExplained() {
        answers.put("/apis/ccompat/v7/subjects/scores-value/versions", "{\"message\": \"reader lacks a default\"}");
        status = 409;
        assertThatExceptionOfType(RegistryException.class)
                .isThrownBy(() -> codec().encode(Examples.prediction()))
                .withMessageContaining("subject 'scores-value': reader lacks a default; use another topic");
    }

    @Test
    void otherKindsOfSchemasAreRefused() {
        answers.put("/apis/ccompat/v7/schemas/ids/1", "{\"schemaType\": \"PROTOBUF\", \"schema\": \"message\"}");
        answers.put("/apis/ccompat/v7/schemas/ids/2", "{\"references\": [{}], \"schema\": \"{}\"}");
        put(3, "{\"type\": \"nonsense\"}");
        put(4, "\"string\"");
        assertThat(refusal(framed(1, new byte[1]))).contains("of type PROTOBUF; only AVRO");
        assertThat(refusal(framed(2, new byte[1]))).contains("register it in one piece");
        assertThat(refusal(framed(3, new byte[1]))).contains("is not an Avro schema");
        assertThat(refusal(framed(4, new byte[1]))).contains("not Avro binary of a Prediction");
    }

    @Test
    void otherBytesAreRefused() {
        assertThat(refusal(new byte[0])).contains("there are no bytes", "tombstone");
        assertThat(refusal(new byte[] {0, 0, 0})).contains("3 bytes, fewer than a header");
        assertThat(refusal(new byte[] {1, 2, 3, 4, 5, 6})).contains("schema GUID");
        assertThat(refusal("{\"a\": 1}".getBytes(StandardCharsets.UTF_8))).contains("format to json");
        assertThat(refusal(new byte[] {42, 0, 0, 0, 0, 0})).contains("the first byte is 42", "format to avro");
    }

    @Test
    void beginningsAreRefused() throws Exception {
        put(7, SchemaRegistry.portable(Prediction.getClassSchema()));
        RegistryCodec<Prediction> codec = codec();
        byte[] bytes = framed(7, new AvroCodec<>(Prediction.class).encode(Examples.prediction()));
        assertThat(codec.decode(bytes)).isEqualTo(Examples.prediction());
        for (int length = 0; length < bytes.length; length++) {
            byte[] beginning = Arrays.copyOf(bytes, length);
            assertThatExceptionOfType(DecodeException.class).isThrownBy(() -> codec.decode(beginning));
        }
    }

    @Test
    void aSchemaGuidInAHeaderIsRefused() {
        assertThatExceptionOfType(DecodeException.class)
                .isThrownBy(() -> codec().checkHeaders(List.of("trace", "__value_schema_id")))
                .withMessageContaining("__value_schema_id names the schema by a GUID");
    }

    private String refusal(byte[] bytes) {
        try {
            return "decoded: " + codec().decode(bytes);
        } catch (DecodeException e) {
            return e.getMessage();
        }
    }
}
