package io.evalstream.operators.intake;

import io.evalstream.metrics.state.Varint;
import io.evalstream.operators.stream.CompactSerializer;
import io.evalstream.operators.stream.Incoming;
import io.evalstream.operators.stream.IncomingSerializer;
import io.evalstream.operators.stream.Serializers;
import io.evalstream.schemas.Label;
import io.evalstream.schemas.Prediction;
import java.io.IOException;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.formats.avro.typeutils.AvroSerializer;
import org.jspecify.annotations.Nullable;

/** The serialisers of what travels from sources to where it is taken in. They write no state. */
public final class IntakeSerializers {

    public static final TypeInformation<Arrived> ARRIVED = Serializers.type(Arrived.class, new ArrivedSerializer());
    public static final TypeInformation<Published> PUBLISHED =
            Serializers.type(Published.class, new PublishedSerializer());

    private static final IncomingSerializer INCOMING = new IncomingSerializer();

    private IntakeSerializers() {}

    /** See {@link Arrived}. */
    public static final class ArrivedSerializer extends CompactSerializer<Arrived> {
        private static final long serialVersionUID = 1L;
        // Avro's serialisers are bound to a thread, so each copy of this one has its own.
        private final transient TypeSerializer<Prediction> predictions = new AvroSerializer<>(Prediction.class);
        private final transient TypeSerializer<Label> labels = new AvroSerializer<>(Label.class);

        @Override
        public TypeSerializer<Arrived> duplicate() {
            return new ArrivedSerializer();
        }

        private Object readResolve() {
            return new ArrivedSerializer();
        }

        @Override
        public Arrived createInstance() {
            return new Arrived.Decoded(new Label(), emptySource());
        }

        @Override
        public void serialize(Arrived arrived, DataOutputView target) throws IOException {
            if (arrived instanceof Arrived.Decoded decoded && decoded.record() instanceof Prediction prediction) {
                target.writeByte('p');
                predictions.serialize(prediction, target);
                write(target, decoded.source());
            } else if (arrived instanceof Arrived.Decoded decoded && decoded.record() instanceof Label label) {
                target.writeByte('l');
                labels.serialize(label, target);
                write(target, decoded.source());
            } else if (arrived instanceof Arrived.Unreadable unreadable) {
                target.writeByte('r');
                INCOMING.serialize(unreadable.rejected(), target);
            } else {
                throw new IOException("no prediction and no label: " + arrived);
            }
        }

        @Override
        public Arrived deserialize(DataInputView source) throws IOException {
            int kind = source.readUnsignedByte();
            return switch (kind) {
                case 'p' -> new Arrived.Decoded(predictions.deserialize(source), read(source));
                case 'l' -> new Arrived.Decoded(labels.deserialize(source), read(source));
                case 'r' -> new Arrived.Unreadable((Incoming.Rejected) INCOMING.deserialize(source));
                default -> throw new IOException("a record of the unknown kind " + kind + " was found");
            };
        }

        @Override
        public TypeSerializerSnapshot<Arrived> snapshotConfiguration() {
            return new ArrivedSerializer.Snapshot();
        }

        /** Format 1. */
        public static final class Snapshot extends SimpleTypeSerializerSnapshot<Arrived> {
            public Snapshot() {
                super(ArrivedSerializer::new);
            }
        }
    }

    /** See {@link Published}. */
    public static final class PublishedSerializer extends CompactSerializer<Published> {
        private static final long serialVersionUID = 1L;

        @Override
        public Published createInstance() {
            return new Published.Plan("", null, emptySource());
        }

        @Override
        public void serialize(Published published, DataOutputView target) throws IOException {
            target.writeBoolean(published instanceof Published.Plan);
            if (published instanceof Published.Plan plan) {
                writeText(target, plan.plan());
                String text = plan.text();
                target.writeBoolean(text != null);
                if (text != null) {
                    writeText(target, text);
                }
                write(target, plan.source());
            } else if (published instanceof Published.Unreadable unreadable) {
                INCOMING.serialize(unreadable.rejected(), target);
            }
        }

        @Override
        public Published deserialize(DataInputView source) throws IOException {
            if (!source.readBoolean()) {
                return new Published.Unreadable((Incoming.Rejected) INCOMING.deserialize(source));
            }
            String plan = readText(source);
            String text = source.readBoolean() ? readText(source) : null;
            return new Published.Plan(plan, text, read(source));
        }

        @Override
        public TypeSerializerSnapshot<Published> snapshotConfiguration() {
            return new PublishedSerializer.Snapshot();
        }

        /** Format 1. */
        public static final class Snapshot extends SimpleTypeSerializerSnapshot<Published> {
            public Snapshot() {
                super(PublishedSerializer::new);
            }
        }
    }

    private static SourceRecord emptySource() {
        return new SourceRecord(null, null, List.of(), "", 0, 0, 0);
    }

    private static void write(DataOutputView target, SourceRecord source) throws IOException {
        write(target, source.key());
        write(target, source.value());
        CompactSerializer.writeTexts(target, source.headers());
        CompactSerializer.writeText(target, source.topic());
        Varint.writeSigned(target, source.partition());
        Varint.writeSigned(target, source.offset());
        target.writeLong(source.timestamp());
    }

    private static void write(DataOutputView target, byte @Nullable [] bytes) throws IOException {
        target.writeBoolean(bytes != null);
        if (bytes != null) {
            Varint.write(target, bytes.length);
            target.write(bytes);
        }
    }

    private static byte @Nullable [] readOptional(DataInputView source) throws IOException {
        if (!source.readBoolean()) {
            return null;
        }
        byte[] bytes = new byte[(int) Varint.read(source)];
        source.readFully(bytes);
        return bytes;
    }

    private static SourceRecord read(DataInputView source) throws IOException {
        byte[] key = readOptional(source);
        byte[] value = readOptional(source);
        List<String> headers = CompactSerializer.readTexts(source);
        String topic = CompactSerializer.readText(source);
        int partition = (int) Varint.readSigned(source);
        return new SourceRecord(key, value, headers, topic, partition, Varint.readSigned(source), source.readLong());
    }
}
