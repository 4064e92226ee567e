package io.evalstream.operators.training;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.evalstream.metrics.plan.PlanSpec;
import io.evalstream.metrics.plan.PlanSpec.MetricSpec;
import io.evalstream.metrics.plan.WindowSpec;
import io.evalstream.schemas.EndOfEpoch;
import io.evalstream.schemas.EvaluationBatch;
import io.evalstream.schemas.Tensor;
import io.evalstream.schemas.Tensors;
import io.evalstream.schemas.TrainingEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A training loop of the test resources, and what TorchMetrics gives for it; {@code make.py} there wrote it. */
record TrainingExample(String name, JsonNode content) {

    static final String RUN = "r1";
    private static final long START = 1_700_000_000_000L;

    static TrainingExample of(String name) {
        try {
            return new TrainingExample(
                    name,
                    JsonMapper.builder()
                            .build()
                            .readTree(Path.of("src/test/resources/training", name + ".json")
                                    .toFile()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    PlanSpec plan() {
        return name.equals("multiclass")
                ? PlanSpec.of(
                        name,
                        List.of("net"),
                        Map.of("task", "multiclass", "num_classes", 4, "input", "probability"),
                        List.of(
                                MetricSpec.of("accuracy", "accuracy", Map.of("average", "micro")),
                                MetricSpec.of("precision", "precision", Map.of("average", "macro")),
                                MetricSpec.of("recall", "recall", Map.of("average", "macro")),
                                MetricSpec.of("f1_score", "f1_score", Map.of("average", "macro")),
                                MetricSpec.of("confusion_matrix")),
                        List.of(WindowSpec.steps(), WindowSpec.epochs()))
                : PlanSpec.of(
                        name,
                        List.of("net"),
                        Map.of(),
                        List.of(MetricSpec.of("r2_score"), MetricSpec.of("mean_absolute_error")),
                        List.of(WindowSpec.steps(), WindowSpec.epochs()));
    }

    /** What each rank sends, in its order: every loader of an epoch ends with a marker. */
    List<List<TrainingEvent>> byRank() {
        List<List<TrainingEvent>> byRank = new ArrayList<>();
        int ranks = content.path("ranks").asInt();
        for (int rank = 0; rank < ranks; rank++) {
            byRank.add(ofRank(rank, ranks));
        }
        return byRank;
    }

    private List<TrainingEvent> ofRank(int rank, int ranks) {
        List<TrainingEvent> events = new ArrayList<>();
        String loop = "";
        TrainingEvent last = null;
        long batches = 0;
        long rows = 0;
        long time = START + rank;
        for (JsonNode node : content.path("batches")) {
            if (node.path("rank").asInt() != rank) {
                continue;
            }
            String of = node.path("stage").asText()
                    + node.path("dataset").asText()
                    + node.path("epoch").asInt();
            if (last != null && !of.equals(loop)) {
                events.add(end(last, batches, rows));
                batches = 0;
                rows = 0;
            }
            loop = of;
            time += 1000;
            last = batch(node, rank, ranks, time);
            events.add(last);
            batches++;
            rows += node.path("target").size();
        }
        if (last != null) {
            events.add(end(last, batches, rows));
        }
        return events;
    }

    private static TrainingEvent end(TrainingEvent last, long batches, long rows) {
        return TrainingEvent.newBuilder(last)
                .setEventTime(last.getEventTime().plusMillis(10))
                .setBody(new EndOfEpoch(batches, rows))
                .build();
    }

    private TrainingEvent batch(JsonNode node, int rank, int ranks, long time) {
        return TrainingEvent.newBuilder()
                .setRunId(RUN)
                .setModelId("net")
                .setStage(node.path("stage").asText())
                .setDataset(node.path("dataset").asText())
                .setEpoch(node.path("epoch").asInt())
                .setRank(rank)
                .setWorldSize(ranks)
                .setEventTime(Instant.ofEpochMilli(time))
                .setBody(new EvaluationBatch(
                        node.path("step").asLong(), List.of(preds(node.path("preds")), target(node.path("target")))))
                .build();
    }

    private static Tensor preds(JsonNode preds) {
        int rows = preds.size();
        return preds.path(0).isArray()
                ? Tensors.of("preds", flat(preds), rows, preds.path(0).size())
                : Tensors.of("preds", flat(preds), rows);
    }

    private Tensor target(JsonNode target) {
        double[] values = flat(target);
        if (name.equals("regression")) {
            return Tensors.of("target", values, values.length);
        }
        long[] classes = new long[values.length];
        for (int i = 0; i < values.length; i++) {
            classes[i] = (long) values[i];
        }
        return Tensors.of("target", classes, classes.length);
    }

    private static double[] flat(JsonNode array) {
        List<Double> values = new ArrayList<>();
        collect(array, values);
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static void collect(JsonNode node, List<Double> values) {
        if (node.isArray()) {
            node.forEach(element -> collect(element, values));
        } else {
            values.add(node.asDouble());
        }
    }

    /** What is expected, such as {@code train// epoch 0} to values by metric; a scalar is a list of one. */
    Map<String, Map<String, List<Double>>> expected() {
        Map<String, Map<String, List<Double>>> expected = new LinkedHashMap<>();
        for (JsonNode step : content.path("steps")) {
            expected.put(place(step) + " step " + step.path("step").asInt(), values(step.path("values")));
        }
        for (JsonNode epoch : content.path("epochs")) {
            expected.put(place(epoch), values(epoch.path("values")));
        }
        return expected;
    }

    private static String place(JsonNode node) {
        return node.path("stage").asText() + "/" + node.path("dataset").asText() + " epoch "
                + node.path("epoch").asInt();
    }

    private static Map<String, List<Double>> values(JsonNode values) {
        Map<String, List<Double>> byMetric = new LinkedHashMap<>();
        values.properties().forEach(entry -> {
            List<Double> numbers = new ArrayList<>();
            collect(entry.getValue(), numbers);
            byMetric.put(entry.getKey(), numbers);
        });
        return byMetric;
    }
}
