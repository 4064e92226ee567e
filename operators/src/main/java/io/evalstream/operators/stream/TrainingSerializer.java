package io.evalstream.operators.stream;

import io.evalstream.metrics.state.Varint;
import io.evalstream.operators.stream.Incoming.EndOfEpoch;
import io.evalstream.operators.stream.Incoming.FoldedBatch;
import io.evalstream.operators.stream.Incoming.Sender;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** See {@link Incoming.Training}. */
public final class TrainingSerializer extends CompactSerializer<Incoming.Training> {

    private static final long serialVersionUID = 1L;

    @Override
    public Incoming.Training createInstance() {
        return new EndOfEpoch(new Sender(SeriesKey.of("", "", "", "", "", "", ""), 0, 0, 0, 1, 0), 0, 0);
    }

    @Override
    public void serialize(Incoming.Training training, DataOutputView target) throws IOException {
        Sender from = training.from();
        if (training instanceof FoldedBatch batch) {
            target.writeByte('b');
            writeSender(target, from);
            Varint.writeSigned(target, batch.step());
            Varint.writeSigned(target, batch.rows());
            writeBytes(target, batch.state());
        } else if (training instanceof EndOfEpoch end) {
            target.writeByte('e');
            writeSender(target, from);
            Varint.writeSigned(target, end.batches());
            Varint.writeSigned(target, end.rows());
        }
    }

    @Override
    public Incoming.Training deserialize(DataInputView source) throws IOException {
        int kind = source.readUnsignedByte();
        Sender from = readSender(source);
        return switch (kind) {
            case 'b' -> new FoldedBatch(from, Varint.readSigned(source), Varint.readSigned(source), readBytes(source));
            case 'e' -> new EndOfEpoch(from, Varint.readSigned(source), Varint.readSigned(source));
            default -> throw new IOException("an event of training of the unknown kind " + kind + " was found");
        };
    }

    private static void writeSender(DataOutputView target, Sender from) throws IOException {
        Serializers.writeSeries(target, from.series());
        Varint.writeSigned(target, from.attempt());
        Varint.writeSigned(target, from.epoch());
        Varint.writeSigned(target, from.rank());
        Varint.writeSigned(target, from.worldSize());
        target.writeLong(from.eventTime());
    }

    private static Sender readSender(DataInputView source) throws IOException {
        return new Sender(
                Serializers.readSeries(source),
                (int) Varint.readSigned(source),
                (int) Varint.readSigned(source),
                (int) Varint.readSigned(source),
                (int) Varint.readSigned(source),
                source.readLong());
    }

    @Override
    public TypeSerializerSnapshot<Incoming.Training> snapshotConfiguration() {
        return new Snapshot();
    }

    /** Format 1. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<Incoming.Training> {
        public Snapshot() {
            super(TrainingSerializer::new);
        }
    }
}
