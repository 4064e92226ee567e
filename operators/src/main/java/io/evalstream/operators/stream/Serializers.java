package io.evalstream.operators.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.evalstream.metrics.state.Varint;
import io.evalstream.operators.stream.Incoming.Origin;
import io.evalstream.schemas.DeadLetter;
import java.io.IOException;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.formats.avro.typeutils.AvroSerializer;

/** The serialisers of what travels between operators. */
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

    /** See {@link Incoming}. It serves where a source and what splits its records are not chained. */
    public static final class IncomingSerializer extends CompactSerializer<Incoming> {
        private static final long serialVersionUID = 1L;
        private static final PredictionSerializer PREDICTIONS = new PredictionSerializer();
        private static final LabelSerializer LABELS = new LabelSerializer();
        private static final TrainingSerializer TRAINING = new TrainingSerializer();
        private static final TypeSerializer<DeadLetter> LETTERS = new AvroSerializer<>(DeadLetter.class);

        @Override
        public Incoming createInstance() {
            return PREDICTIONS.createInstance();
        }

        @Override
        public void serialize(Incoming incoming, DataOutputView target) throws IOException {
            if (incoming instanceof Incoming.Prediction prediction) {
                target.writeByte('p');
                PREDICTIONS.serialize(prediction, target);
            } else if (incoming instanceof Incoming.Label label) {
                target.writeByte('l');
                LABELS.serialize(label, target);
            } else if (incoming instanceof Incoming.Training training) {
                target.writeByte('t');
                TRAINING.serialize(training, target);
            } else if (incoming instanceof Incoming.Planned planned) {
                target.writeByte('c');
                PlanSerializers.write(target, planned);
            } else if (incoming instanceof Incoming.Rejected rejected) {
                target.writeByte('r');
                LETTERS.duplicate().serialize(rejected.letter(), target);
            }
        }

        @Override
        public Incoming deserialize(DataInputView source) throws IOException {
            int kind = source.readUnsignedByte();
            return switch (kind) {
                case 'p' -> PREDICTIONS.deserialize(source);
                case 'l' -> LABELS.deserialize(source);
                case 't' -> TRAINING.deserialize(source);
                case 'c' -> PlanSerializers.readPlanned(source);
                case 'r' -> new Incoming.Rejected(LETTERS.duplicate().deserialize(source));
                default -> throw new IOException("an event of the unknown kind " + kind + " was found");
            };
        }

        @Override
        public TypeSerializerSnapshot<Incoming> snapshotConfiguration() {
            return new IncomingSerializer.Snapshot();
        }

        /** Format 1. */
        public static final class Snapshot extends SimpleTypeSerializerSnapshot<Incoming> {
            public Snapshot() {
                super(IncomingSerializer::new);
            }
        }
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

    /** See {@link Incoming.Prediction}. */
    public static final class PredictionSerializer extends CompactSerializer<Incoming.Prediction> {
        private static final long serialVersionUID = 1L;

        @Override
        public Incoming.Prediction createInstance() {
            return new Incoming.Prediction(SeriesKey.of("", "", "", "", "", "", ""), "", 0, List.of(), new byte[0]);
        }

        @Override
        public void serialize(Incoming.Prediction prediction, DataOutputView target) throws IOException {
            writeSeries(target, prediction.series());
            writeBytes(target, prediction.id().getBytes(UTF_8));
            target.writeLong(prediction.eventTime());
            writeTexts(target, prediction.slices());
            writeBytes(target, prediction.payload());
        }

        @Override
        public Incoming.Prediction deserialize(DataInputView source) throws IOException {
            SeriesKey series = readSeries(source);
            String id = new String(readBytes(source), UTF_8);
            return new Incoming.Prediction(series, id, source.readLong(), readTexts(source), readBytes(source));
        }

        @Override
        public TypeSerializerSnapshot<Incoming.Prediction> snapshotConfiguration() {
            return new PredictionSerializer.Snapshot();
        }

        /** Format 1. */
        public static final class Snapshot extends SimpleTypeSerializerSnapshot<Incoming.Prediction> {
            public Snapshot() {
                super(PredictionSerializer::new);
            }
        }
    }

    /** See {@link Incoming.Label}. */
    public static final class LabelSerializer extends CompactSerializer<Incoming.Label> {
        private static final long serialVersionUID = 1L;

        @Override
        public Incoming.Label createInstance() {
            return new Incoming.Label("", 0, new byte[0], new Origin("", 0, 0));
        }

        @Override
        public void serialize(Incoming.Label label, DataOutputView target) throws IOException {
            writeBytes(target, label.id().getBytes(UTF_8));
            target.writeLong(label.labelTime());
            writeBytes(target, label.payload());
            writeOrigin(target, label.origin());
        }

        @Override
        public Incoming.Label deserialize(DataInputView source) throws IOException {
            String id = new String(readBytes(source), UTF_8);
            return new Incoming.Label(id, source.readLong(), readBytes(source), readOrigin(source));
        }

        @Override
        public TypeSerializerSnapshot<Incoming.Label> snapshotConfiguration() {
            return new LabelSerializer.Snapshot();
        }

        /** Format 1. */
        public static final class Snapshot extends SimpleTypeSerializerSnapshot<Incoming.Label> {
            public Snapshot() {
                super(LabelSerializer::new);
            }
        }
    }

    /** See {@link Observation}. It serves where the join and the fold are not chained. */
    public static final class ObservationSerializer extends CompactSerializer<Observation> {
        private static final long serialVersionUID = 1L;

        @Override
        public Observation createInstance() {
            return new Observation(
                    SeriesKey.of("", "", "", "", "", "", ""), "", 0, List.of(), 0, 0, 0, 0, new byte[0], null, 0, null);
        }

        @Override
        public void serialize(Observation observation, DataOutputView target) throws IOException {
            writeSeries(target, observation.series());
            writeBytes(target, observation.id().getBytes(UTF_8));
            target.writeLong(observation.eventTime());
            writeTexts(target, observation.slices());
            Varint.writeSigned(target, observation.predictions());
            Varint.writeSigned(target, observation.duplicates());
            Varint.writeSigned(target, observation.corrections());
            Varint.writeSigned(target, observation.multiplicity());
            writeBytes(target, observation.prediction());
            byte[] label = observation.label();
            Origin origin = observation.origin();
            target.writeBoolean(label != null && origin != null);
            if (label != null && origin != null) {
                writeBytes(target, label);
                target.writeLong(observation.labelDelay());
                writeOrigin(target, origin);
            }
        }

        @Override
        public Observation deserialize(DataInputView source) throws IOException {
            SeriesKey series = readSeries(source);
            String id = new String(readBytes(source), UTF_8);
            long eventTime = source.readLong();
            List<String> slices = readTexts(source);
            int predictions = (int) Varint.readSigned(source);
            int duplicates = (int) Varint.readSigned(source);
            int corrections = (int) Varint.readSigned(source);
            int multiplicity = (int) Varint.readSigned(source);
            byte[] prediction = readBytes(source);
            boolean row = source.readBoolean();
            return new Observation(
                    series,
                    id,
                    eventTime,
                    slices,
                    predictions,
                    duplicates,
                    corrections,
                    multiplicity,
                    prediction,
                    row ? readBytes(source) : null,
                    row ? source.readLong() : 0,
                    row ? readOrigin(source) : null);
        }

        @Override
        public TypeSerializerSnapshot<Observation> snapshotConfiguration() {
            return new ObservationSerializer.Snapshot();
        }

        /** Format 1. */
        public static final class Snapshot extends SimpleTypeSerializerSnapshot<Observation> {
            public Snapshot() {
                super(ObservationSerializer::new);
            }
        }
    }

    /** See {@link Partial}. */
    public static final class PartialSerializer extends CompactSerializer<Partial> {
        private static final long serialVersionUID = 1L;

        @Override
        public Partial createInstance() {
            return new Partial(SeriesKey.of("", "", "", "", "", "", ""), "", 0, null, new byte[0]);
        }

        @Override
        public void serialize(Partial partial, DataOutputView target) throws IOException {
            writeSeries(target, partial.series());
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
            SeriesKey series = readSeries(source);
            String slice = readText(source);
            long pane = source.readLong();
            Partial.RowId row = source.readBoolean() ? readRow(source) : null;
            return new Partial(series, slice, pane, row, readBytes(source));
        }

        @Override
        public TypeSerializerSnapshot<Partial> snapshotConfiguration() {
            return new PartialSerializer.Snapshot();
        }

        /** Format 1. */
        public static final class Snapshot extends SimpleTypeSerializerSnapshot<Partial> {
            public Snapshot() {
                super(PartialSerializer::new);
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
            writeBytes(target, id.window().getBytes(UTF_8));
            target.writeLong(id.end());
        }

        @Override
        public WindowId deserialize(DataInputView source) throws IOException {
            return new WindowId(new String(readBytes(source), UTF_8), source.readLong());
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
            writeRow(target, row.row());
            writeText(target, row.slice());
        }

        @Override
        public SlicedRow deserialize(DataInputView source) throws IOException {
            return new SlicedRow(readRow(source), readText(source));
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

    private static void writeRow(DataOutputView target, Partial.RowId row) throws IOException {
        target.writeLong(row.time());
        target.writeLong(row.hash());
        target.writeLong(row.source());
    }

    private static Partial.RowId readRow(DataInputView source) throws IOException {
        return new Partial.RowId(source.readLong(), source.readLong(), source.readLong());
    }

    public static void writeSeries(DataOutputView target, SeriesKey series) throws IOException {
        CompactSerializer.writeBytes(target, series.encoded());
    }

    public static SeriesKey readSeries(DataInputView source) throws IOException {
        return new SeriesKey(CompactSerializer.readBytes(source));
    }

    public static void writeOrigin(DataOutputView target, Origin origin) throws IOException {
        CompactSerializer.writeBytes(target, origin.topic().getBytes(UTF_8));
        Varint.writeSigned(target, origin.partition());
        Varint.writeSigned(target, origin.offset());
    }

    public static Origin readOrigin(DataInputView source) throws IOException {
        String topic = new String(CompactSerializer.readBytes(source), UTF_8);
        return new Origin(topic, (int) Varint.readSigned(source), Varint.readSigned(source));
    }

    /** Types by their class and serialiser: never Kryo, never reflection. */
    static final class CompactTypeInfo<T> extends TypeInformation<T> {

        private static final long serialVersionUID = 1L;

        private final Class<T> type;
        private final TypeSerializer<T> serializer;

        CompactTypeInfo(Class<T> type, TypeSerializer<T> serializer) {
            this.type = type;
            this.serializer = serializer;
        }

        @Override
        public boolean isBasicType() {
            return false;
        }

        @Override
        public boolean isTupleType() {
            return false;
        }

        @Override
        public int getArity() {
            return 1;
        }

        @Override
        public int getTotalFields() {
            return 1;
        }

        @Override
        public Class<T> getTypeClass() {
            return type;
        }

        @Override
        public boolean isKeyType() {
            return true;
        }

        @Override
        public TypeSerializer<T> createSerializer(org.apache.flink.api.common.serialization.SerializerConfig config) {
            return serializer.duplicate();
        }

        @Override
        public String toString() {
            return type.getSimpleName();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof CompactTypeInfo<?> info && type.equals(info.type);
        }

        @Override
        public int hashCode() {
            return type.hashCode();
        }

        @Override
        public boolean canEqual(Object other) {
            return other instanceof CompactTypeInfo<?>;
        }
    }
}
