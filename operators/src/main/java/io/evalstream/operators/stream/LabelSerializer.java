package io.evalstream.operators.stream;

import io.evalstream.metrics.state.Varint;
import io.evalstream.operators.stream.Incoming.Origin;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** See {@link Incoming.Label}. */
public final class LabelSerializer extends CompactSerializer<Incoming.Label> {
    private static final long serialVersionUID = 1L;

    @Override
    public Incoming.Label createInstance() {
        return new Incoming.Label("", 0, new byte[0], new Origin("", 0, 0));
    }

    @Override
    public void serialize(Incoming.Label label, DataOutputView target) throws IOException {
        writeText(target, label.id());
        target.writeLong(label.labelTime());
        writeBytes(target, label.payload());
        writeOrigin(target, label.origin());
    }

    @Override
    public Incoming.Label deserialize(DataInputView source) throws IOException {
        String id = readText(source);
        return new Incoming.Label(id, source.readLong(), readBytes(source), readOrigin(source));
    }

    @Override
    public TypeSerializerSnapshot<Incoming.Label> snapshotConfiguration() {
        return new Snapshot();
    }

    public static void writeOrigin(DataOutputView target, Origin origin) throws IOException {
        writeText(target, origin.topic());
        Varint.writeSigned(target, origin.partition());
        Varint.writeSigned(target, origin.offset());
    }

    public static Origin readOrigin(DataInputView source) throws IOException {
        String topic = readText(source);
        return new Origin(topic, (int) Varint.readSigned(source), Varint.readSigned(source));
    }

    /** Format 1. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<Incoming.Label> {
        public Snapshot() {
            super(LabelSerializer::new);
        }
    }
}
