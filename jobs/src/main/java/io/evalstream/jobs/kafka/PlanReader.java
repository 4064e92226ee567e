package io.evalstream.jobs.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.evalstream.jobs.plan.PlanFile;
import io.evalstream.jobs.plan.PlanTexts;
import io.evalstream.metrics.metric.Catalogue;
import io.evalstream.metrics.metric.PlanException;
import io.evalstream.metrics.plan.PlanSpec;
import io.evalstream.operators.intake.IntakeSerializers;
import io.evalstream.operators.intake.Published;
import io.evalstream.operators.intake.SourceRecord;
import io.evalstream.schemas.Reason;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.List;
import java.util.Objects;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Reads plans from their topic, and checks them as the command does. A record without a value ends a plan. */
final class PlanReader implements KafkaRecordDeserializationSchema<Published> {

    private static final long serialVersionUID = 1L;

    private final PlanTexts texts = new PlanTexts();
    private transient @Nullable PlanFile files;

    @Override
    public void open(DeserializationSchema.InitializationContext context) {
        files = new PlanFile(Catalogue.discover());
    }

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<Published> out) {
        SourceRecord source = Intake.sourceOf(record, List.of());
        try {
            out.collect(read(record, source));
        } catch (PlanException refusal) {
            String key = record.key() == null ? null : new String(record.key(), UTF_8);
            out.collect(new Published.Unreadable(
                    source.rejected(Reason.INVALID_PLAN.name(), String.valueOf(refusal.getMessage()), key)));
        }
    }

    private Published.Plan read(ConsumerRecord<byte[], byte[]> record, SourceRecord source) {
        if (record.key() == null) {
            throw new PlanException("the record has no key; expected the name of the plan");
        }
        String key = text(record.key());
        if (record.value() == null) {
            return new Published.Plan(key, null, source);
        }
        PlanSpec spec =
                Objects.requireNonNull(files).parse(text(record.value()), record.topic() + "@" + record.offset());
        if (!spec.plan().equals(key)) {
            throw new PlanException("the record's key is '" + key + "', and its plan is '" + spec.plan()
                    + "'; the key is the name of the plan");
        }
        return new Published.Plan(key, texts.write(spec), source);
    }

    private static String text(byte[] bytes) {
        try {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw new PlanException("the record is not text in UTF-8");
        }
    }

    @Override
    public TypeInformation<Published> getProducedType() {
        return IntakeSerializers.PUBLISHED;
    }
}
