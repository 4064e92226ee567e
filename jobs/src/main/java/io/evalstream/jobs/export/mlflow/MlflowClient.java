package io.evalstream.jobs.export.mlflow;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Speaks to a tracking server over its REST interface, version 2.0. */
public final class MlflowClient {
    private static final String ROOT = "/api/2.0/mlflow/";
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final JsonMapper MAPPER = new JsonMapper();

    /** Answers that mean that the request is wrong and will stay so. */
    private static final Set<Integer> WRONG = Set.of(
            HttpURLConnection.HTTP_BAD_REQUEST,
            HttpURLConnection.HTTP_NOT_FOUND,
            HttpURLConnection.HTTP_CONFLICT,
            HttpURLConnection.HTTP_ENTITY_TOO_LARGE);

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();
    private final URI server;
    private final String authorization;

    /**
     * A client; nothing is sent yet.
     *
     * @param environment where MLflow's own variables are looked up: MLFLOW_TRACKING_TOKEN, or MLFLOW_TRACKING_USERNAME
     *     and MLFLOW_TRACKING_PASSWORD
     */
    public MlflowClient(URI server, Map<String, String> environment) {
        if (!Set.of("http", "https").contains(String.valueOf(server.getScheme()))) {
            throw new IllegalArgumentException("'" + server
                    + "' is no address of an MLflow tracking server; expected http://HOST:PORT or https://HOST");
        }
        this.server = server;
        this.authorization = authorization(environment);
    }

    private static String authorization(Map<String, String> environment) {
        String token = environment.getOrDefault("MLFLOW_TRACKING_TOKEN", "");
        if (!token.isEmpty()) {
            return "Bearer " + token;
        }
        String user = environment.getOrDefault("MLFLOW_TRACKING_USERNAME", "");
        String password = environment.getOrDefault("MLFLOW_TRACKING_PASSWORD", "");
        return user.isEmpty()
                ? ""
                : "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(UTF_8));
    }

    /** Asks; empty where there is no such thing. */
    Optional<JsonNode> get(String path, Map<String, String> query) throws MlflowException, InterruptedException {
        String asked = query.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + URLEncoder.encode(entry.getValue(), UTF_8))
                .collect(Collectors.joining("&"));
        HttpRequest.Builder request = request(path + "?" + asked).GET();
        HttpResponse<String> response = send(request, path);
        return response.statusCode() == HttpURLConnection.HTTP_NOT_FOUND
                ? Optional.empty()
                : Optional.of(content(response, path));
    }

    /** Tells. */
    JsonNode post(String path, JsonNode body) throws MlflowException, InterruptedException {
        HttpRequest.Builder request = request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString(), UTF_8));
        return content(send(request, path), path);
    }

    private HttpRequest.Builder request(String path) {
        String base = server.toString();
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create((base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + ROOT + path))
                .timeout(PATIENCE);
        return authorization.isEmpty() ? request : request.header("Authorization", authorization);
    }

    private HttpResponse<String> send(HttpRequest.Builder request, String path)
            throws MlflowException, InterruptedException {
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString(UTF_8));
        } catch (IOException e) {
            throw new MlflowException(
                    "no MLflow answers at " + server + " to " + path + " (" + e + "); check the address", true, e);
        }
    }

    private JsonNode content(HttpResponse<String> response, String path) throws MlflowException {
        int status = response.statusCode();
        if (status != HttpURLConnection.HTTP_OK) {
            String said = response.body().lines().limit(3).collect(Collectors.joining(" "));
            throw new MlflowException(
                    "MLflow at " + server + " answers " + path + " with status " + status + ": " + said,
                    !WRONG.contains(status),
                    null);
        }
        try {
            return MAPPER.readTree(response.body());
        } catch (JsonProcessingException e) {
            throw new MlflowException(
                    "what answers at " + server + " to " + path + " is not MLflow: its answer is not JSON", true, e);
        }
    }
}
