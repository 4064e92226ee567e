package io.evalstream.jobs.files;

import io.evalstream.metrics.plan.PlanSpec;
import io.evalstream.operators.Plans;
import io.evalstream.operators.intake.LabelIntake;
import io.evalstream.operators.intake.PredictionIntake;
import io.evalstream.operators.intake.SourceRecord;
import io.evalstream.operators.stream.Incoming;
import io.evalstream.operators.stream.Serializers;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.file.src.reader.SimpleStreamFormat;
import org.apache.flink.connector.file.src.reader.StreamFormat;
import org.apache.flink.core.fs.FSDataInputStream;
import org.jspecify.annotations.Nullable;

/** Reads a file of predictions or labels as a source of the job; a row that cannot be taken in is rejected, as in Kafka. */
final class RecordFormat extends SimpleStreamFormat<Incoming> {

    private static final long serialVersionUID = 1L;

    private final List<PlanSpec> plans;
    private final String file;
    private final boolean holdsPredictions;

    private RecordFormat(List<PlanSpec> plans, Path file, boolean holdsPredictions) {
        this.plans = List.copyOf(plans);
        this.file = file.toString();
        this.holdsPredictions = holdsPredictions;
    }

    static RecordFormat ofPredictions(List<PlanSpec> plans, Path file) {
        return new RecordFormat(plans, file, true);
    }

    static RecordFormat ofLabels(List<PlanSpec> plans, Path file) {
        return new RecordFormat(plans, file, false);
    }

    @Override
    public StreamFormat.Reader<Incoming> createReader(Configuration settings, FSDataInputStream stream) {
        FileFormat format = FileFormat.of(Path.of(file));
        Map<String, String> mapping = new HashMap<>();
        plans.forEach(plan -> mapping.putAll(plan.files()));
        Plans compiled = Plans.compile(plans);
        if (holdsPredictions) {
            PredictionIntake intake = new PredictionIntake(compiled);
            return new Reader<>(
                    RecordFile.predictions(stream, file, format, mapping),
                    (prediction, source, out) -> out.accept(intake.take(prediction, source)));
        }
        LabelIntake intake = new LabelIntake(compiled);
        return new Reader<>(RecordFile.labels(stream, file, format, mapping), intake::take);
    }

    @Override
    public TypeInformation<Incoming> getProducedType() {
        return Serializers.INCOMING;
    }

    /** Takes a record in. */
    private interface Take<T> {
        void take(T record, SourceRecord source, Consumer<Incoming> out);
    }

    private final class Reader<T extends SpecificRecord> implements StreamFormat.Reader<Incoming> {

        private final RecordFile<T> rows;
        private final Take<T> intake;
        /** A row may be several events. */
        private final Queue<Incoming> waiting = new ArrayDeque<>();

        Reader(RecordFile<T> rows, Take<T> intake) {
            this.rows = rows;
            this.intake = intake;
        }

        @Override
        public @Nullable Incoming read() {
            while (waiting.isEmpty() && rows.hasNext()) {
                FileRecord<T> row = rows.next();
                ReadProgress.report(file, rows.position());
                ByteBuffer raw = row.raw().duplicate();
                byte[] bytes = new byte[raw.remaining()];
                raw.get(bytes);
                SourceRecord source = new SourceRecord(null, bytes, List.of(), file, 0, row.line(), -1);
                if (row instanceof FileRecord.Good<T> good) {
                    intake.take(good.record(), source, waiting::add);
                } else if (row instanceof FileRecord.Bad<T> bad) {
                    waiting.add(source.rejected(bad.reason().name(), bad.message(), null));
                }
            }
            return waiting.poll();
        }

        @Override
        public void close() {
            rows.close();
        }
    }
}
