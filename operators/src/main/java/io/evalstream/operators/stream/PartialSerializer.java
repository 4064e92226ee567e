package io.evalstream.operators.stream;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** See {@link Partial}. */
public final class PartialSerializer extends CompactSerializer<Partial> {
    private static final long serialVersionUID = 1L;

    @Override
    public Partial createInstance() {
        return new Partial(SeriesKey.of("", "", "", "", "", "", ""), "", 0, null, new byte[0]);
    }

    @Override
    public void serialize(Partial partial, DataOutputView target) throws IOException {
        Serializers.writeSeries(target, partial.series());
        writeText(target, partial.slice());
        target.writeLong(partial.pane());
        Partial.RowId row = partial.row();
        target.writeBoolean(row != null);
        if (row != null) {
            writeRow(target, row);
        }
        writeBytes(target, partial.state());
    }

    @Override
    public Partial deserialize(DataInputView source) throws IOException {
        SeriesKey series = Serializers.readSeries(source);
        String slice = readText(source);
        long pane = source.readLong();
        Partial.RowId row = source.readBoolean() ? readRow(source) : null;
        return new Partial(series, slice, pane, row, readBytes(source));
    }

    @Override
    public TypeSerializerSnapshot<Partial> snapshotConfiguration() {
        return new Snapshot();
    }

    static void writeRow(DataOutputView target, Partial.RowId row) throws IOException {
        target.writeLong(row.time());
        target.writeLong(row.hash());
        target.writeLong(row.source());
    }

    static Partial.RowId readRow(DataInputView source) throws IOException {
        return new Partial.RowId(source.readLong(), source.readLong(), source.readLong());
    }

    /** Format 1. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<Partial> {
        public Snapshot() {
            super(PartialSerializer::new);
        }
    }
}
