package io.evalstream.jobs.export.mlflow;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.evalstream.schemas.MetricReport;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The runs of an experiment: one for each series without its slices, found again by a tag. A report of a training run that
 * is MLflow's own, by its id, goes to that run instead.
 */
public final class Experiment {
    private static final String SERIES_TAG = "evalstream_series";
    private static final Pattern RUN_ID = Pattern.compile("[0-9a-f]{32}");

    private final MlflowClient client;
    private final String id;
    private final Map<Map<String, String>, String> runs = new HashMap<>();

    private Experiment(MlflowClient client, String id) {
        this.client = client;
        this.id = id;
    }

    /** The experiment of a name, which is created if there is none. */
    public static Experiment named(MlflowClient client, String name) throws MlflowException, InterruptedException {
        Optional<JsonNode> found = client.get("experiments/get-by-name", Map.of("experiment_name", name));
        String id = found.isPresent()
                ? found.get().path("experiment").path("experiment_id").asText()
                : client.post("experiments/create", object().put("name", name))
                        .path("experiment_id")
                        .asText();
        return new Experiment(client, id);
    }

    MlflowClient client() {
        return client;
    }

    /** The id of the run that a report belongs to, which is created if there is none. */
    String run(MetricReport report) throws MlflowException, InterruptedException {
        Map<String, String> series = series(report);
        String run = runs.get(series);
        if (run == null) {
            run = find(series, report);
            runs.put(series, run);
        }
        return run;
    }

    private static Map<String, String> series(MetricReport report) {
        Map<String, String> series = new LinkedHashMap<>();
        series.put("plan", report.getPlan());
        series.put("model", report.getModelId());
        series.put("version", report.getModelVersion());
        series.put("stage", report.getStage());
        series.put("run", report.getRunId());
        series.put("dataset", report.getDataset());
        return series;
    }

    private String find(Map<String, String> series, MetricReport report) throws MlflowException, InterruptedException {
        if (RUN_ID.matcher(report.getRunId()).matches()
                && client.get("runs/get", Map.of("run_id", report.getRunId())).isPresent()) {
            return report.getRunId();
        }
        String hash = hash(series);
        ObjectNode search = object();
        search.putArray("experiment_ids").add(id);
        search.put("filter", "tags." + SERIES_TAG + " = '" + hash + "'");
        search.put("max_results", 1);
        JsonNode found = client.post("runs/search", search)
                .path("runs")
                .path(0)
                .path("info")
                .path("run_id");
        return found.isTextual() ? found.textValue() : create(series, hash, report);
    }

    private String create(Map<String, String> series, String hash, MetricReport report)
            throws MlflowException, InterruptedException {
        ObjectNode run = object();
        run.put("experiment_id", id);
        run.put("start_time", report.getWindow().getStart().toEpochMilli());
        run.put(
                "run_name",
                Stream.of(
                                report.getModelId(),
                                report.getModelVersion(),
                                report.getStage(),
                                report.getRunId(),
                                report.getDataset())
                        .filter(part -> !part.isEmpty())
                        .collect(Collectors.joining(" ")));
        ArrayNode tags = run.putArray("tags");
        tags.add(object().put("key", SERIES_TAG).put("value", hash));
        series.forEach((key, value) ->
                tags.add(object().put("key", "evalstream." + key).put("value", value)));
        return client.post("runs/create", run)
                .path("run")
                .path("info")
                .path("run_id")
                .asText();
    }

    /** A name for the series that fits into a filter whatever characters it has. */
    private static String hash(Map<String, String> series) {
        ObjectNode object = object();
        series.forEach(object::put);
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(object.toString().getBytes(UTF_8));
            return HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
