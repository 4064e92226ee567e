package io.evalstream.jobs.export.mlflow;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** As much of a tracking server as is spoken to: it appends whatever it is sent, as MLflow does. */
public final class FakeMlflow implements AutoCloseable {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final int PAGE = 2;

    private final HttpServer server;
    private final Map<String, String> experiments = new LinkedHashMap<>();
    private final Map<String, JsonNode> runs = new LinkedHashMap<>();
    private final Map<String, List<JsonNode>> metrics = new LinkedHashMap<>();
    private final List<Integer> batches = new ArrayList<>();
    private final List<String> authorizations = new ArrayList<>();
    private int failing;
    private int status;
    private int keptBeforeFailing;

    public FakeMlflow() throws IOException {
        server = HttpServer.create(new InetSocketAddress("localhost", 0), 0);
        server.createContext("/api/2.0/mlflow/", this::answer);
        server.start();
    }

    public URI uri() {
        return URI.create("http://localhost:" + server.getAddress().getPort());
    }

    /** Lets so many batches fail with a status, each after so many of its metrics were kept. */
    synchronized void fail(int times, int withStatus, int kept) {
        failing = times;
        status = withStatus;
        keptBeforeFailing = kept;
    }

    synchronized void addRun(String id) {
        runs.put(id, MAPPER.createObjectNode());
    }

    /** What a run has been sent, as {@code key@timestamp/step=value}, sorted. */
    public synchronized List<String> metrics(String run) {
        return metrics.getOrDefault(run, List.of()).stream()
                .map(metric -> metric.path("key").asText() + "@"
                        + metric.path("timestamp").asLong() + "/"
                        + metric.path("step").asLong() + "="
                        + metric.path("value").asDouble())
                .sorted()
                .toList();
    }

    public synchronized List<String> runs() {
        return List.copyOf(runs.keySet());
    }

    synchronized JsonNode run(String id) {
        return runs.get(id);
    }

    public synchronized List<String> experiments() {
        return List.copyOf(experiments.keySet());
    }

    synchronized List<Integer> batches() {
        return List.copyOf(batches);
    }

    synchronized List<String> authorizations() {
        return List.copyOf(authorizations);
    }

    private synchronized void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath().substring("/api/2.0/mlflow/".length());
            authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            JsonNode body = MAPPER.readTree(exchange.getRequestBody());
            Map<String, String> query = query(exchange.getRequestURI().getRawQuery());
            switch (path) {
                case "experiments/get-by-name" -> {
                    String id = experiments.get(query.get("experiment_name"));
                    send(
                            exchange,
                            id == null ? 404 : 200,
                            id == null
                                    ? object().put("error_code", "RESOURCE_DOES_NOT_EXIST")
                                    : object().set("experiment", object().put("experiment_id", id)));
                }
                case "experiments/create" -> {
                    String id = "e" + experiments.size();
                    experiments.put(body.path("name").asText(), id);
                    send(exchange, 200, object().put("experiment_id", id));
                }
                case "runs/get" -> send(exchange, runs.containsKey(query.get("run_id")) ? 200 : 404, run(query));
                case "runs/search" -> send(exchange, 200, search(body));
                case "runs/create" -> {
                    String id = "r" + runs.size();
                    runs.put(id, body);
                    send(exchange, 200, object().set("run", object().set("info", object().put("run_id", id))));
                }
                case "metrics/get-history" -> send(exchange, 200, history(query));
                case "runs/log-batch" -> log(exchange, body);
                default -> send(exchange, 404, object().put("error_code", "ENDPOINT_NOT_FOUND"));
            }
        }
    }

    /** A run with the last value of each of its metrics. */
    private JsonNode run(Map<String, String> query) {
        Map<String, JsonNode> last = new LinkedHashMap<>();
        metrics.getOrDefault(query.get("run_id"), List.of())
                .forEach(metric -> last.put(metric.path("key").asText(), metric));
        ObjectNode data = object();
        data.putArray("metrics").addAll(last.values());
        return object().set("run", object().set("data", data));
    }

    private JsonNode search(JsonNode body) {
        ObjectNode found = object();
        runs.forEach((id, run) -> {
            for (JsonNode tag : run.path("tags")) {
                String filter = "tags." + tag.path("key").asText() + " = '"
                        + tag.path("value").asText() + "'";
                if (body.path("filter").asText().equals(filter)
                        && body.path("experiment_ids").path(0).equals(run.path("experiment_id"))) {
                    found.withArray("runs").addObject().set("info", object().put("run_id", id));
                }
            }
        });
        return found;
    }

    private JsonNode history(Map<String, String> query) {
        List<JsonNode> all = metrics.getOrDefault(query.get("run_id"), List.of()).stream()
                .filter(metric -> metric.path("key").asText().equals(query.get("metric_key")))
                .toList();
        int from = Integer.parseInt(query.getOrDefault("page_token", "0"));
        ObjectNode page = object();
        page.putArray("metrics").addAll(all.subList(from, Math.min(all.size(), from + PAGE)));
        if (from + PAGE < all.size()) {
            page.put("next_page_token", String.valueOf(from + PAGE));
        }
        return page;
    }

    private void log(HttpExchange exchange, JsonNode body) throws IOException {
        List<JsonNode> sent = new ArrayList<>();
        body.path("metrics").forEach(sent::add);
        batches.add(sent.size());
        boolean fails = failing > 0;
        metrics.computeIfAbsent(body.path("run_id").asText(), any -> new ArrayList<>())
                .addAll(fails ? sent.subList(0, Math.min(sent.size(), keptBeforeFailing)) : sent);
        if (fails) {
            failing--;
        }
        send(exchange, fails ? status : 200, fails ? object().put("message", "cannot now") : object());
    }

    private static Map<String, String> query(String raw) {
        Map<String, String> query = new TreeMap<>();
        if (raw != null) {
            for (String pair : raw.split("&")) {
                int equals = pair.indexOf('=');
                query.put(pair.substring(0, equals), URLDecoder.decode(pair.substring(equals + 1), UTF_8));
            }
        }
        return query;
    }

    private static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    private static void send(HttpExchange exchange, int code, JsonNode body) throws IOException {
        byte[] bytes = body.toString().getBytes(UTF_8);
        exchange.sendResponseHeaders(code, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
