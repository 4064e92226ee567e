package io.evalstream.jobs.kafka;

import io.evalstream.metrics.plan.PlanSpec;
import io.evalstream.operators.Plans;
import io.evalstream.operators.intake.LabelIntake;
import io.evalstream.operators.intake.PredictionIntake;
import io.evalstream.operators.intake.SourceRecord;
import io.evalstream.operators.stream.Incoming;
import io.evalstream.operators.stream.Serializers;
import io.evalstream.operators.training.TrainingIntake;
import io.evalstream.schemas.Codec;
import io.evalstream.schemas.Codecs;
import io.evalstream.schemas.DecodeException;
import io.evalstream.schemas.Format;
import io.evalstream.schemas.Label;
import io.evalstream.schemas.Prediction;
import io.evalstream.schemas.Reason;
import io.evalstream.schemas.RegistryOptions;
import io.evalstream.schemas.TrainingEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** Decodes the records of a topic and takes them in; whatever cannot be taken in comes out as rejected, with its bytes. */
abstract class Intake<T extends SpecificRecord> implements KafkaRecordDeserializationSchema<Incoming> {

    private static final long serialVersionUID = 1L;

    private final Class<T> type;
    private final List<PlanSpec> plans;
    private final Format format;
    private final String topic;
    private final @Nullable RegistryOptions registry;
    private transient @Nullable Codec<T> codec;

    private Intake(
            Class<T> type, List<PlanSpec> plans, Format format, String topic, @Nullable RegistryOptions registry) {
        this.type = type;
        this.plans = List.copyOf(plans);
        this.format = format;
        this.topic = topic;
        this.registry = registry;
    }

    static Intake<Prediction> ofPredictions(List<PlanSpec> plans, KafkaOptions options) {
        return new Intake<>(
                Prediction.class,
                plans,
                options.predictionFormat(),
                options.topics().predictions(),
                options.registry()) {
            private static final long serialVersionUID = 1L;
            private transient @Nullable PredictionIntake intake;

            @Override
            void begin(Plans compiled) {
                intake = new PredictionIntake(compiled);
            }

            @Override
            void take(Prediction prediction, SourceRecord source, Consumer<Incoming> out) {
                out.accept(Objects.requireNonNull(intake).take(prediction, source));
            }
        };
    }

    static Intake<Label> ofLabels(List<PlanSpec> plans, KafkaOptions options) {
        return new Intake<>(
                Label.class, plans, options.labelFormat(), options.topics().labels(), options.registry()) {
            private static final long serialVersionUID = 1L;
            private transient @Nullable LabelIntake intake;

            @Override
            void begin(Plans compiled) {
                intake = new LabelIntake(compiled);
            }

            @Override
            void take(Label label, SourceRecord source, Consumer<Incoming> out) {
                Objects.requireNonNull(intake).take(label, source, out);
            }
        };
    }

    static Intake<TrainingEvent> ofTraining(List<PlanSpec> plans, KafkaOptions options) {
        return new Intake<>(
                TrainingEvent.class,
                plans,
                options.predictionFormat(),
                options.topics().training(),
                options.registry()) {
            private static final long serialVersionUID = 1L;
            private transient @Nullable TrainingIntake intake;

            @Override
            void begin(Plans compiled) {
                intake = new TrainingIntake(compiled);
            }

            @Override
            void take(TrainingEvent event, SourceRecord source, Consumer<Incoming> out) {
                Objects.requireNonNull(intake).take(event, source, out);
            }
        };
    }

    /** Prepares to take records in. */
    abstract void begin(Plans compiled);

    /** Takes a decoded record in. */
    abstract void take(T record, SourceRecord source, Consumer<Incoming> out);

    @Override
    public void open(DeserializationSchema.InitializationContext context) {
        codec = Codecs.of(format, type, topic, registry);
        begin(Plans.compile(plans));
    }

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<Incoming> out) {
        List<String> headers = new ArrayList<>();
        for (Header header : record.headers()) {
            headers.add(header.key());
        }
        SourceRecord source = new SourceRecord(
                record.key(),
                record.value(),
                headers,
                record.topic(),
                record.partition(),
                record.offset(),
                record.timestamp());
        if (record.value() == null) {
            out.collect(source.rejected(
                    Reason.UNDECODABLE.name(), "the record has no value; tombstones mean nothing on this topic", null));
            return;
        }
        try {
            Codec<T> decoder = Objects.requireNonNull(codec);
            decoder.checkHeaders(headers);
            take(decoder.decode(record.value()), source, out::collect);
        } catch (DecodeException e) {
            out.collect(source.rejected(e.reason().name(), String.valueOf(e.getMessage()), null));
        }
    }

    @Override
    public TypeInformation<Incoming> getProducedType() {
        return Serializers.INCOMING;
    }
}
