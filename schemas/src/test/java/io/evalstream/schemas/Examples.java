package io.evalstream.schemas;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.avro.util.RandomData;

/** One record of each type that uses as much of its schema as it can, and random ones. */
final class Examples {
    static final List<Class<? extends SpecificRecordBase>> TYPES = List.of(
            Prediction.class,
            Label.class,
            MetricReport.class,
            DeadLetter.class,
            Diagnostics.class,
            Tensor.class,
            TrainingEvent.class,
            Alert.class,
            Unmatched.class);

    private static final Instant TEN = Instant.parse("2026-03-01T10:00:00Z");

    private Examples() {}

    static Prediction prediction() {
        return Prediction.newBuilder()
                .setPredictionId("p-1")
                .setModelId("fraud")
                .setModelVersion("3")
                .setEventTime(TEN.plusMillis(123))
                .setRunId("r7")
                .setDataset("holdout")
                .setScores(List.of(0.1, 0.9, Double.NaN))
                .setFloatScores(List.of(0.1f, Float.NEGATIVE_INFINITY))
                .setLabel("fraudulent")
                .setValue(12.5)
                .setValues(List.of(-0.0, 1e300))
                .setText("a transfer")
                .setTexts(List.of("a", "b"))
                .setQueryId("q1")
                .setWeight(0.5)
                .setSamplingFraction(0.01)
                .setFeatures(Map.of("country", "DE", "amount", 12.0, "items", 3L, "member", true))
                .setOutputs(List.of(Tensors.of("embedding", new float[] {1, 2, 3, 4, 5, 6}, 2, 3)))
                .setTags(Map.of("host", "n1", "build", "x", "zone", "b"))
                .setTraceId("00ab")
                .build();
    }

    static Label label() {
        return Label.newBuilder()
                .setPredictionId("p-1")
                .setLabelTime(TEN.plusSeconds(3600))
                .setLabel(1L)
                .setLabels(List.of(0.0, 1.0))
                .setText("a payment")
                .setTexts(List.of("a payment", "a transfer"))
                .setWeight(2.0)
                .setModelId("fraud")
                .setModelVersion("3")
                .setOutputs(List.of(Tensors.of("mask", new boolean[] {true, false}, 2)))
                .setLabeler("ann")
                .setTags(Map.of("desk", "4"))
                .build();
    }

    static MetricReport report() {
        return MetricReport.newBuilder()
                .setPlan("fraud")
                .setPlanVersion(2)
                .setModelId("scorer")
                .setModelVersion("3")
                .setStage("production")
                .setSlice("country=DE")
                .setWindow(new Window("hourly", WindowKind.TUMBLING, TEN, TEN.plusSeconds(3600), null))
                .setRevision(4)
                .setFinal$(true)
                .setTick(TEN.plusSeconds(7200))
                .setCounts(new Counts(100L, 90L, 10L, 2L, 1L))
                .setTraining(new TrainingProgress(
                        1,
                        4,
                        3,
                        29L,
                        1L,
                        List.of("rank 2 sent 9 of 10 batches"),
                        List.of(new TrackedMetric("f1_score", 0.75, 1L, -0.25))))
                .setLabelDelayP50(12.5)
                .setLabelDelayP99(300.0)
                .setDevice("arrays")
                .setValues(List.of(
                        new MetricValue("accuracy", new Scalar(0.9, new Interval(0.85, 0.94, 0.95, "wilson"))),
                        new MetricValue(
                                "confusion_matrix",
                                new TensorValue(List.of(2, 2), List.of(40.0, 5.0, 4.0, Double.NaN))),
                        new MetricValue(
                                "roc",
                                new NamedValues(List.of(
                                        new MetricValue("auroc", new Scalar(0.97, null)),
                                        new MetricValue("curve", new TensorValue(List.of(2), List.of(0.0, 1.0)))))),
                        new MetricValue(
                                "recall",
                                new Undefined("NO_POSITIVES", "no positive labels", Double.NEGATIVE_INFINITY))))
                .build();
    }

    static DeadLetter deadLetter() {
        return DeadLetter.newBuilder()
                .setReason(Reason.MISSING_FIELD.name())
                .setMessage("Prediction has no model_id")
                .setTopic("predictions")
                .setPartition(3)
                .setOffset(41L)
                .setTimestamp(TEN)
                .setKey(ByteBuffer.wrap("p-1".getBytes(StandardCharsets.UTF_8)))
                .setValue(ByteBuffer.wrap("{}".getBytes(StandardCharsets.UTF_8)))
                .setPlan("fraud")
                .build();
    }

    static Diagnostics diagnostics() {
        return new Diagnostics(
                "fraud", "LabelJoin", 1, TEN, List.of(new Counter("ignored_labels", 3L), new Counter("late", 7L)));
    }

    static Tensor tensor() {
        return Tensors.of("words", List.of("", "grün", "blue"), 3);
    }

    static TrainingEvent trainingEvent() {
        return TrainingEvent.newBuilder()
                .setRunId("r7")
                .setAttempt(1)
                .setModelId("fraud")
                .setModelVersion("3")
                .setStage("validate")
                .setDataset("holdout")
                .setEpoch(4)
                .setRank(2)
                .setWorldSize(3)
                .setEventTime(TEN)
                .setBody(new EvaluationBatch(
                        12L,
                        List.of(
                                Tensors.of("preds", new double[] {0.25, 0.75, 0.5, 0.5}, 2, 2),
                                Tensors.of("target", new long[] {1, 0}, 2))))
                .build();
    }

    static TrainingEvent endOfEpoch() {
        return TrainingEvent.newBuilder(trainingEvent())
                .setBody(new EndOfEpoch(13L, 416L))
                .build();
    }

    static Alert alert() {
        return Alert.newBuilder()
                .setKind("patience_exhausted")
                .setRule("stop")
                .setPlan("fraud")
                .setPlanVersion(2)
                .setModelId("scorer")
                .setModelVersion("3")
                .setStage("validate")
                .setRunId("r7")
                .setAttempt(1)
                .setDataset("holdout")
                .setSlice("country=DE")
                .setWindow(new Window("epoch", WindowKind.EPOCH, TEN, TEN.plusSeconds(60), 4L))
                .setMetric("f1_score")
                .setState(AlertState.FIRING)
                .setSeverity("page")
                .setSummary("the run may end")
                .setMessage("f1_score has not improved for 3 epochs")
                .setValue(0.5)
                .setReference(0.75)
                .setReferenceNumber(1L)
                .setTick(TEN.plusSeconds(60))
                .build();
    }

    static Unmatched unmatched() {
        return Unmatched.newBuilder()
                .setSide(UnmatchedSide.LABEL)
                .setPredictionId("p-1")
                .setPlan("fraud")
                .setModelId("scorer")
                .setModelVersion("3")
                .setStage("production")
                .setRunId("r7")
                .setDataset("holdout")
                .setEventTime(TEN)
                .setTopic("labels")
                .setPartition(3)
                .setOffset(7)
                .build();
    }

    static SpecificRecordBase of(Class<?> type) {
        return List.of(
                        prediction(),
                        label(),
                        report(),
                        deadLetter(),
                        diagnostics(),
                        tensor(),
                        trainingEvent(),
                        alert(),
                        unmatched())
                .get(TYPES.indexOf(type));
    }

    static Arbitrary<SpecificRecordBase> any() {
        return Arbitraries.of(TYPES)
                .flatMap(type -> Arbitraries.longs().map(seed -> decoded(type, randomBytes(type, seed))));
    }

    private static SpecificRecordBase decoded(Class<? extends SpecificRecordBase> type, byte[] bytes) {
        try {
            return new AvroCodec<>(type).decode(bytes);
        } catch (DecodeException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] randomBytes(Class<?> type, long seed) {
        // The schema as another language would see it: without logical types and Java's kind of strings.
        Schema schema = new Schema.Parser()
                .parse(SchemaRegistry.portable(SpecificData.get().getSchema(type))
                        .replace("\"logicalType\":\"timestamp-millis\"", "\"unit\":\"millis\""));
        // A tensor's data would not be as long as its shape says; all other random records are valid.
        Object datum = new RandomData(schema, 1, seed).iterator().next();
        mendTensors(datum, new Random(seed));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
            new GenericDatumWriter<>(schema).write(datum, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static void mendTensors(Object datum, Random random) {
        if (datum instanceof List<?> list) {
            list.forEach(element -> mendTensors(element, random));
        } else if (datum instanceof GenericData.Record record) {
            if (record.getSchema().getName().equals("Tensor")) {
                Schema datatype = record.getSchema().getField("datatype").schema();
                byte[] data = new byte[8 * random.nextInt(4)];
                random.nextBytes(data);
                record.put("datatype", new GenericData.EnumSymbol(datatype, "INT64"));
                record.put("shape", List.of(data.length / 8L));
                record.put("data", ByteBuffer.wrap(data));
            } else {
                record.getSchema().getFields().forEach(field -> mendTensors(record.get(field.pos()), random));
            }
        }
    }
}
