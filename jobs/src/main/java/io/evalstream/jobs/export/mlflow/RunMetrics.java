package io.evalstream.jobs.export.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.evalstream.jobs.export.ExportFilter;
import io.evalstream.schemas.MetricReport;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Writes final reports as metrics of runs, each value once.
 *
 * <p>MLflow appends what it is sent and replaces nothing, and a request that fails may have been carried out in part. So the
 * runs themselves are the cursor: before a key that a run has is written for the first time, its history is read; what is
 * there is not sent again, and what was sent in vain is looked up anew. Reports that may still be revised are left out. One thread at a time
 * may use it.
 */
public final class RunMetrics {
    /** As many as one request may carry; with keys of 250 letters they stay well below the megabyte that it may weigh. */
    static final int MOST_PER_REQUEST = 1000;

    private static final int HISTORY_PAGE = 25_000;

    private final Experiment experiment;
    private final ExportFilter filter;
    private final Map<String, Map<String, Set<Point.Place>>> written = new HashMap<>();

    public RunMetrics(Experiment experiment, ExportFilter filter) {
        this.experiment = experiment;
        this.filter = filter;
    }

    /**
     * Writes those of the reports that are final and wanted.
     *
     * @return how many values were written that were not there
     * @throws MlflowException if not all could be written; they may be given again
     */
    public int write(List<MetricReport> reports) throws MlflowException, InterruptedException {
        Map<String, List<Point>> byRun = new LinkedHashMap<>();
        for (MetricReport report : reports) {
            if (report.getFinal$() && filter.takes(report)) {
                List<Point> points = Point.of(report, filter);
                if (!points.isEmpty()) {
                    byRun.computeIfAbsent(experiment.run(report), any -> new ArrayList<>())
                            .addAll(points);
                }
            }
        }
        int count = 0;
        for (Map.Entry<String, List<Point>> run : byRun.entrySet()) {
            try {
                count += write(run.getKey(), run.getValue());
            } catch (MlflowException e) {
                written.remove(run.getKey());
                throw e;
            }
        }
        return count;
    }

    private int write(String run, List<Point> points) throws MlflowException, InterruptedException {
        Map<String, Set<Point.Place>> known = known(run);
        List<Point> fresh = new ArrayList<>();
        for (Point point : points) {
            Set<Point.Place> places = known.get(point.key());
            if (places == null) {
                places = new HashSet<>();
                known.put(point.key(), places);
            } else if (places.isEmpty()) {
                places.addAll(history(run, point.key()));
            }
            if (places.add(point.place())) {
                fresh.add(point);
            }
        }
        for (int from = 0; from < fresh.size(); from += MOST_PER_REQUEST) {
            send(run, fresh.subList(from, Math.min(fresh.size(), from + MOST_PER_REQUEST)));
        }
        return fresh.size();
    }

    /** What a run has: at first its keys alone, the places of which are read when they are asked for. */
    private Map<String, Set<Point.Place>> known(String run) throws MlflowException, InterruptedException {
        Map<String, Set<Point.Place>> known = written.get(run);
        if (known == null) {
            known = new HashMap<>();
            Optional<JsonNode> found = experiment.client().get("runs/get", Map.of("run_id", run));
            if (found.isPresent()) {
                for (JsonNode metric : found.get().path("run").path("data").path("metrics")) {
                    known.put(metric.path("key").asText(), new HashSet<>());
                }
            }
            written.put(run, known);
        }
        return known;
    }

    private void send(String run, List<Point> points) throws MlflowException, InterruptedException {
        ObjectNode batch = Experiment.object();
        batch.put("run_id", run);
        ArrayNode metrics = batch.putArray("metrics");
        for (Point point : points) {
            metrics.addObject()
                    .put("key", point.key())
                    .put("value", point.value())
                    .put("timestamp", point.timestamp())
                    .put("step", point.step());
        }
        experiment.client().post("runs/log-batch", batch);
    }

    /** Where a key that a run has, has values. */
    private Set<Point.Place> history(String run, String key) throws MlflowException, InterruptedException {
        Set<Point.Place> places = new HashSet<>();
        String page = "";
        do {
            Map<String, String> query = new LinkedHashMap<>();
            query.put("run_id", run);
            query.put("metric_key", key);
            query.put("max_results", String.valueOf(HISTORY_PAGE));
            if (!page.isEmpty()) {
                query.put("page_token", page);
            }
            Optional<JsonNode> answer = experiment.client().get("metrics/get-history", query);
            if (answer.isEmpty()) {
                break;
            }
            for (JsonNode metric : answer.get().path("metrics")) {
                places.add(new Point.Place(
                        metric.path("timestamp").asLong(), metric.path("step").asLong()));
            }
            page = answer.get().path("next_page_token").asText("");
        } while (!page.isEmpty());
        return places;
    }
}
