package io.evalstream.operators.stream;

import io.evalstream.schemas.DeadLetter;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.formats.avro.typeutils.AvroSerializer;

/** See {@link Incoming}. It serves where a source and what splits its records are not chained. */
public final class IncomingSerializer extends CompactSerializer<Incoming> {
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
        return new Snapshot();
    }

    /** Format 1. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<Incoming> {
        public Snapshot() {
            super(IncomingSerializer::new);
        }
    }
}
