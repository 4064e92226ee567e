package io.evalstream.operators.stream;

import io.evalstream.metrics.state.Varint;
import java.io.IOException;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** The serialisers of changes of plans, alone and among what else travels between operators. */
public final class PlanSerializers {

    public static final TypeInformation<PlanChange> CHANGE =
            new CompactTypeInfo<>(PlanChange.class, new ChangeSerializer());
    public static final TypeInformation<Joined> JOINED = new CompactTypeInfo<>(Joined.class, new JoinedSerializer());
    public static final TypeInformation<Folded> FOLDED = new CompactTypeInfo<>(Folded.class, new FoldedSerializer());

    private static final ChangeSerializer CHANGES = new ChangeSerializer();

    private PlanSerializers() {}

    static void write(DataOutputView target, Incoming.Planned planned) throws IOException {
        CHANGES.serialize(planned.change(), target);
        target.writeInt(planned.address());
    }

    static Incoming.Planned readPlanned(DataInputView source) throws IOException {
        return new Incoming.Planned(CHANGES.deserialize(source), source.readInt());
    }

    /** See {@link PlanChange}. */
    public static final class ChangeSerializer extends CompactSerializer<PlanChange> {
        private static final long serialVersionUID = 1L;

        @Override
        public PlanChange createInstance() {
            return new PlanChange("", 0, 0, null);
        }

        @Override
        public void serialize(PlanChange change, DataOutputView target) throws IOException {
            writeText(target, change.plan());
            Varint.write(target, change.version());
            target.writeLong(change.from());
            String text = change.text();
            target.writeBoolean(text != null);
            if (text != null) {
                writeText(target, text);
            }
        }

        @Override
        public PlanChange deserialize(DataInputView source) throws IOException {
            String plan = readText(source);
            int version = (int) Varint.read(source);
            long from = source.readLong();
            return new PlanChange(plan, version, from, source.readBoolean() ? readText(source) : null);
        }

        @Override
        public TypeSerializerSnapshot<PlanChange> snapshotConfiguration() {
            return new ChangeSerializer.Snapshot();
        }

        /** Format 1. */
        public static final class Snapshot extends SimpleTypeSerializerSnapshot<PlanChange> {
            public Snapshot() {
                super(ChangeSerializer::new);
            }
        }
    }

    /** See {@link Joined}. It serves where the join and the fold are not chained. */
    public static final class JoinedSerializer extends CompactSerializer<Joined> {
        private static final long serialVersionUID = 1L;
        private static final ObservationSerializer OBSERVATIONS = new ObservationSerializer();

        @Override
        public Joined createInstance() {
            return OBSERVATIONS.createInstance();
        }

        @Override
        public void serialize(Joined joined, DataOutputView target) throws IOException {
            target.writeBoolean(joined instanceof PlanChange);
            if (joined instanceof PlanChange change) {
                CHANGES.serialize(change, target);
            } else if (joined instanceof Observation observation) {
                OBSERVATIONS.serialize(observation, target);
            }
        }

        @Override
        public Joined deserialize(DataInputView source) throws IOException {
            return source.readBoolean() ? CHANGES.deserialize(source) : OBSERVATIONS.deserialize(source);
        }

        @Override
        public TypeSerializerSnapshot<Joined> snapshotConfiguration() {
            return new JoinedSerializer.Snapshot();
        }

        /** Format 1. */
        public static final class Snapshot extends SimpleTypeSerializerSnapshot<Joined> {
            public Snapshot() {
                super(JoinedSerializer::new);
            }
        }
    }

    /** See {@link Folded}. */
    public static final class FoldedSerializer extends CompactSerializer<Folded> {
        private static final long serialVersionUID = 1L;
        private static final PartialSerializer PARTIALS = new PartialSerializer();

        @Override
        public Folded createInstance() {
            return PARTIALS.createInstance();
        }

        @Override
        public void serialize(Folded folded, DataOutputView target) throws IOException {
            target.writeBoolean(folded instanceof Incoming.Planned);
            if (folded instanceof Incoming.Planned planned) {
                write(target, planned);
            } else if (folded instanceof Partial partial) {
                PARTIALS.serialize(partial, target);
            }
        }

        @Override
        public Folded deserialize(DataInputView source) throws IOException {
            return source.readBoolean() ? readPlanned(source) : PARTIALS.deserialize(source);
        }

        @Override
        public TypeSerializerSnapshot<Folded> snapshotConfiguration() {
            return new FoldedSerializer.Snapshot();
        }

        /** Format 1. */
        public static final class Snapshot extends SimpleTypeSerializerSnapshot<Folded> {
            public Snapshot() {
                super(FoldedSerializer::new);
            }
        }
    }
}
