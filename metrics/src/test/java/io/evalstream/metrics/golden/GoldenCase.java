package io.evalstream.metrics.golden;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/** One line of a file of golden cases. */
public record GoldenCase(JsonNode json) {

    /** Where TorchMetrics turned a case away. */
    public enum Stage {
        INIT,
        UPDATE,
        COMPUTE
    }

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** Reads the cases of a file; one whose name ends in {@code .gz} is unpacked. */
    public static List<GoldenCase> read(InputStream file, boolean packed) throws IOException {
        List<GoldenCase> cases = new ArrayList<>();
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(packed ? new GZIPInputStream(file) : file, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.isBlank()) {
                    cases.add(new GoldenCase(MAPPER.readTree(line)));
                }
            }
        }
        return cases;
    }

    public String id() {
        return json.path("id").asText();
    }

    public String metric() {
        return json.path("metric").asText();
    }

    @SuppressWarnings("unchecked") // Jackson makes a JSON object a map with text keys
    public Map<String, Object> args() {
        Map<String, Object> args = MAPPER.convertValue(json.path("args"), Map.class);
        // A network that hands on what it is given: the images are features already, so many of them.
        if (args.get("feature") instanceof Map<?, ?> network && network.get("identity_features") != null) {
            args.put("feature", network.get("identity_features"));
        }
        return args;
    }

    public List<GoldenBatch> batches() {
        List<GoldenBatch> batches = new ArrayList<>();
        json.path("batches").forEach(batch -> batches.add(GoldenBatch.of(batch, json.path("dtypes"))));
        return batches;
    }

    public boolean mustFail() {
        return json.hasNonNull("error");
    }

    public Stage errorStage() {
        return Stage.valueOf(json.path("error_stage").asText().toUpperCase(java.util.Locale.ROOT));
    }

    /** What TorchMetrics said; empty where nothing. */
    public String message() {
        return json.path("message").asText("");
    }

    /** Index of the batch that TorchMetrics turned away; −1 where none was. */
    public int errorBatch() {
        return json.path("error_batch").asInt(-1);
    }

    public JsonNode merged() {
        return json.path("merged_value");
    }

    /** The value in float64; missing where it is the same. */
    public JsonNode mergedInDouble() {
        return json.path("merged_value_f64");
    }

    public boolean isNoisy() {
        return json.has("f32_noise");
    }

    public JsonNode steps() {
        return json.path("step_values");
    }

    public JsonNode computedAfterEach() {
        return json.path("compute_after_each");
    }

    public boolean isTracker() {
        return json.path("protocol").asText().equals("tracker");
    }

    /** What a reader of a failure may want to know beside the values. */
    public String remarks() {
        StringBuilder remarks = new StringBuilder();
        for (String key : List.of(
                "sklearn_value",
                "merged_value_f64",
                "batch_sensitive",
                "order_sensitive",
                "protocol",
                "message",
                "note")) {
            if (json.hasNonNull(key)) {
                String text = json.get(key).toString();
                remarks.append(' ').append(key).append('=').append(Agreement.brief(text));
            }
        }
        return remarks.toString();
    }
}
