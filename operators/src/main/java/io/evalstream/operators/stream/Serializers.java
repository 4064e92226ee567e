package io.evalstream.operators.stream;

import java.io.IOException;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** The types of what travels between operators, and the serialisers of the keys under which it is kept. */
public final class Serializers {

    public static final TypeInformation<SeriesKey> SERIES =
            new CompactTypeInfo<>(SeriesKey.class, new SeriesKeySerializer());
    public static final TypeInformation<Incoming.Label> LABEL =
            new CompactTypeInfo<>(Incoming.Label.class, new LabelSerializer());

    public static final TypeInformation<Incoming.Training> TRAINING =
            new CompactTypeInfo<>(Incoming.Training.class, new TrainingSerializer());
    public static final TypeInformation<Incoming> INCOMING =
            new CompactTypeInfo<>(Incoming.class, new IncomingSerializer());

    private Serializers() {}

    /** The type of a class that has a serialiser. */
    public static <T> TypeInformation<T> type(Class<T> type, CompactSerializer<T> serializer) {
        return new CompactTypeInfo<>(type, serializer);
    }

    /** See {@link SeriesKey}. */
    public static final class SeriesKeySerializer extends CompactSerializer<SeriesKey> {
        private static final long serialVersionUID = 1L;

        @Override
        public SeriesKey createInstance() {
            return SeriesKey.of("", "", "", "", "", "", "");
        }

        @Override
        public void serialize(SeriesKey key, DataOutputView target) throws IOException {
            writeSeries(target, key);
        }

        @Override
        public SeriesKey deserialize(DataInputView source) throws IOException {
            return readSeries(source);
        }

        @Override
        public TypeSerializerSnapshot<SeriesKey> snapshotConfiguration() {
            return new SeriesKeySerializer.Snapshot();
        }

        /** Format 1. */
        public static final class Snapshot extends SimpleTypeSerializerSnapshot<SeriesKey> {
            public Snapshot() {
                super(SeriesKeySerializer::new);
            }
        }
    }

    /** See {@link WindowId}. */
    public static final class WindowIdSerializer extends CompactSerializer<WindowId> {
        private static final long serialVersionUID = 1L;

        @Override
        public WindowId createInstance() {
            return WindowId.ofPane(0);
        }

        @Override
        public void serialize(WindowId id, DataOutputView target) throws IOException {
            writeText(target, id.window());
            target.writeLong(id.end());
        }

        @Override
        public WindowId deserialize(DataInputView source) throws IOException {
            return new WindowId(readText(source), source.readLong());
        }

        @Override
        public TypeSerializerSnapshot<WindowId> snapshotConfiguration() {
            return new WindowIdSerializer.Snapshot();
        }

        /** Format 1. */
        public static final class Snapshot extends SimpleTypeSerializerSnapshot<WindowId> {
            public Snapshot() {
                super(WindowIdSerializer::new);
            }
        }
    }

    /** See {@link PaneId}. */
    public static final class PaneIdSerializer extends CompactSerializer<PaneId> {
        private static final long serialVersionUID = 1L;

        @Override
        public PaneId createInstance() {
            return PaneId.shared(0, "");
        }

        @Override
        public void serialize(PaneId id, DataOutputView target) throws IOException {
            writeText(target, id.keeper());
            target.writeLong(id.pane());
            writeText(target, id.slice());
        }

        @Override
        public PaneId deserialize(DataInputView source) throws IOException {
            return new PaneId(readText(source), source.readLong(), readText(source));
        }

        @Override
        public TypeSerializerSnapshot<PaneId> snapshotConfiguration() {
            return new PaneIdSerializer.Snapshot();
        }

        /** Format 1. */
        public static final class Snapshot extends SimpleTypeSerializerSnapshot<PaneId> {
            public Snapshot() {
                super(PaneIdSerializer::new);
            }
        }
    }

    /** The row and slice that a state is of; the pane is Flink's namespace. */
    public static final class SlicedRowSerializer extends CompactSerializer<SlicedRow> {
        private static final long serialVersionUID = 1L;

        @Override
        public SlicedRow createInstance() {
            return new SlicedRow(new Partial.RowId(0, 0, 0), "");
        }

        @Override
        public void serialize(SlicedRow row, DataOutputView target) throws IOException {
            PartialSerializer.writeRow(target, row.row());
            writeText(target, row.slice());
        }

        @Override
        public SlicedRow deserialize(DataInputView source) throws IOException {
            return new SlicedRow(PartialSerializer.readRow(source), readText(source));
        }

        @Override
        public TypeSerializerSnapshot<SlicedRow> snapshotConfiguration() {
            return new SlicedRowSerializer.Snapshot();
        }

        /** Format 1. */
        public static final class Snapshot extends SimpleTypeSerializerSnapshot<SlicedRow> {
            public Snapshot() {
                super(SlicedRowSerializer::new);
            }
        }
    }

    public static void writeSeries(DataOutputView target, SeriesKey series) throws IOException {
        CompactSerializer.writeBytes(target, series.encoded());
    }

    public static SeriesKey readSeries(DataInputView source) throws IOException {
        return new SeriesKey(CompactSerializer.readBytes(source));
    }
}
