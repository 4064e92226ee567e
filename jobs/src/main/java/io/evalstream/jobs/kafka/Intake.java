package io.evalstream.jobs.kafka;

import io.evalstream.metrics.batch.Device;
import io.evalstream.metrics.plan.Plan;
import io.evalstream.metrics.plan.PlanSpec;
import io.evalstream.operators.DeviceChoice;
import io.evalstream.operators.Plans;
import io.evalstream.operators.intake.Arrived;
import io.evalstream.operators.intake.IntakeSerializers;
import io.evalstream.operators.intake.LabelIntake;
import io.evalstream.operators.intake.PredictionIntake;
import io.evalstream.operators.intake.SourceRecord;
import io.evalstream.operators.stream.Incoming;
import io.evalstream.operators.stream.Serializers;
import io.evalstream.operators.training.TrainingIntake;
import io.evalstream.schemas.DecodeException;
import io.evalstream.schemas.Label;
import io.evalstream.schemas.Prediction;
import io.evalstream.schemas.Reason;
import io.evalstream.schemas.TrainingEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the records of a topic and takes them in; whatever cannot be taken in comes out as rejected, with its bytes. */
abstract class Intake<T extends SpecificRecord, O> implements KafkaRecordDeserializationSchema<O> {

    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(Intake.class);

    private final RecordReader.Source<T> opener;
    private transient @Nullable RecordReader<T> reader;
    private transient @Nullable Counter skipped;

    private Intake(RecordReader.Source<T> source) {
        this.opener = source;
    }

    /** Takes records in where they are read, under plans that stay as they are. */
    private abstract static class UnderPlans<T extends SpecificRecord> extends Intake<T, Incoming> {
        private static final long serialVersionUID = 1L;

        private final List<PlanSpec> plans;

        UnderPlans(List<PlanSpec> plans, RecordReader.Source<T> source) {
            super(source);
            this.plans = List.copyOf(plans);
        }

        /** Prepares to take records in. */
        abstract void begin(Plans compiled, MetricGroup metrics);

        @Override
        void begin(MetricGroup metrics) {
            begin(Plans.compile(plans), metrics);
        }

        @Override
        Incoming turnedAway(Incoming.Rejected rejected) {
            return rejected;
        }

        @Override
        public TypeInformation<Incoming> getProducedType() {
            return Serializers.INCOMING;
        }
    }

    /** Passes records on as they are, to be taken in where the plans of the moment are known. */
    static <T extends SpecificRecord> Intake<T, Arrived> later(RecordReader.Source<T> source) {
        return new Intake<>(source) {
            private static final long serialVersionUID = 1L;

            @Override
            void begin(MetricGroup metrics) {}

            @Override
            void take(T record, SourceRecord from, Consumer<Arrived> out) {
                out.accept(new Arrived.Decoded(record, from));
            }

            @Override
            Arrived turnedAway(Incoming.Rejected rejected) {
                return new Arrived.Unreadable(rejected);
            }

            @Override
            public TypeInformation<Arrived> getProducedType() {
                return IntakeSerializers.ARRIVED;
            }
        };
    }

    static Intake<Prediction, Incoming> ofPredictions(List<PlanSpec> plans, RecordReader.Source<Prediction> source) {
        return new UnderPlans<>(plans, source) {
            private static final long serialVersionUID = 1L;
            private transient @Nullable PredictionIntake intake;

            @Override
            void begin(Plans compiled, MetricGroup metrics) {
                intake = new PredictionIntake(compiled);
            }

            @Override
            void take(Prediction prediction, SourceRecord source, Consumer<Incoming> out) {
                out.accept(Objects.requireNonNull(intake).take(prediction, source));
            }
        };
    }

    static Intake<Label, Incoming> ofLabels(List<PlanSpec> plans, RecordReader.Source<Label> source) {
        return new UnderPlans<>(plans, source) {
            private static final long serialVersionUID = 1L;
            private transient @Nullable LabelIntake intake;

            @Override
            void begin(Plans compiled, MetricGroup metrics) {
                intake = new LabelIntake(compiled);
            }

            @Override
            void take(Label label, SourceRecord source, Consumer<Incoming> out) {
                Objects.requireNonNull(intake).take(label, source, out);
            }
        };
    }

    /** Folds training batches where they are read. */
    static final class OfTraining extends UnderPlans<TrainingEvent> {
        private static final long serialVersionUID = 1L;

        private final DeviceChoice device;
        private transient @Nullable RuntimeContext task;
        private transient @Nullable TrainingIntake intake;

        OfTraining(List<PlanSpec> plans, RecordReader.Source<TrainingEvent> source, DeviceChoice device) {
            super(plans, source);
            this.device = device;
        }

        /** Says in which task it will be opened. */
        void comeTo(RuntimeContext task) {
            this.task = task;
        }

        @Override
        void begin(Plans compiled, MetricGroup metrics) {
            TrainingIntake opened = new TrainingIntake(compiled, this::deviceOf);
            metrics.gauge("nativeBytes", opened::nativeBytes);
            intake = opened;
        }

        private Device deviceOf(Plan plan) {
            DeviceChoice.Chosen chosen = device.open(plan, Objects.requireNonNull(task));
            LOG.info("Folding training batches of plan {} on {}", plan.id(), chosen);
            return chosen.device();
        }

        @Override
        void take(TrainingEvent event, SourceRecord source, Consumer<Incoming> out) {
            Objects.requireNonNull(intake).take(event, source, out);
        }
    }

    /** Prepares to take records in. */
    abstract void begin(MetricGroup metrics);

    /** Takes a decoded record in. */
    abstract void take(T record, SourceRecord source, Consumer<O> out);

    abstract O turnedAway(Incoming.Rejected rejected);

    @Override
    public void open(DeserializationSchema.InitializationContext context) {
        reader = opener.open();
        skipped = context.getMetricGroup().counter("skippedRecords");
        begin(context.getMetricGroup());
    }

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<O> out) {
        List<String> headers = new ArrayList<>();
        for (Header header : record.headers()) {
            headers.add(header.key());
        }
        SourceRecord source = sourceOf(record, headers);
        if (record.value() == null) {
            out.collect(turnedAway(source.rejected(
                    Reason.UNDECODABLE.name(),
                    "the record has no value; tombstones mean nothing on this topic",
                    null)));
            return;
        }
        try {
            boolean ours = Objects.requireNonNull(reader)
                    .read(
                            record,
                            headers,
                            row -> take(row, source, out::collect),
                            fault -> out.collect(turnedAway(rejected(source, fault))));
            if (!ours) {
                Objects.requireNonNull(skipped).inc();
            }
        } catch (DecodeException e) {
            out.collect(turnedAway(rejected(source, e)));
        }
    }

    private static Incoming.Rejected rejected(SourceRecord source, DecodeException fault) {
        return source.rejected(fault.reason().name(), String.valueOf(fault.getMessage()), null);
    }

    static SourceRecord sourceOf(ConsumerRecord<byte[], byte[]> record, List<String> headers) {
        return new SourceRecord(
                record.key(),
                record.value(),
                headers,
                record.topic(),
                record.partition(),
                record.offset(),
                record.timestamp());
    }
}
