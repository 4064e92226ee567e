package io.evalstream.operators.stream;

import io.evalstream.metrics.state.Layout;
import io.evalstream.metrics.state.Merge;
import io.evalstream.metrics.state.Slot;
import io.evalstream.metrics.state.State;
import io.evalstream.metrics.state.Varint;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/**
 * Serialises states of one layout in their canonical form. The layout is part of the snapshot, slot by slot, so a
 * savepoint says itself how its states are laid out: slots that were added since start empty, removed ones are
 * forgotten, reordered ones are carried over, and a slot that changed its shape or merge is refused with the remedy.
 */
public final class StateSerializer extends TypeSerializer<State> {

    private static final long serialVersionUID = 1L;

    private transient Layout layout;

    public StateSerializer(Layout layout) {
        this.layout = layout;
    }

    public Layout layout() {
        return layout;
    }

    @Override
    public boolean isImmutableType() {
        return false;
    }

    @Override
    public TypeSerializer<State> duplicate() {
        return this;
    }

    @Override
    public State createInstance() {
        return layout.newState();
    }

    @Override
    public State copy(State from) {
        return from.copy();
    }

    @Override
    public State copy(State from, State reuse) {
        return from.copy();
    }

    @Override
    public int getLength() {
        return -1;
    }

    @Override
    public void serialize(State state, DataOutputView target) throws IOException {
        asCurrent(state).writeTo(target);
    }

    @Override
    public State deserialize(DataInputView source) throws IOException {
        State state = layout.newState();
        state.mergeFrom(source);
        return state;
    }

    @Override
    public State deserialize(State reuse, DataInputView source) throws IOException {
        return deserialize(source);
    }

    @Override
    public void copy(DataInputView source, DataOutputView target) throws IOException {
        serialize(deserialize(source), target);
    }

    /** The state in this layout. A heap backend hands out states restored in an older one as they were. */
    public State asCurrent(State state) {
        if (state.layout().equals(layout)) {
            return state;
        }
        State current = layout.newState();
        current.adopt(state);
        return current;
    }

    @Override
    public TypeSerializerSnapshot<State> snapshotConfiguration() {
        return new Snapshot(layout);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StateSerializer serializer && layout.equals(serializer.layout);
    }

    @Override
    public int hashCode() {
        return layout.hashCode();
    }

    private void writeObject(ObjectOutputStream out) throws IOException {
        DataOutputSerializer bytes = new DataOutputSerializer(256);
        writeLayout(layout, bytes);
        out.writeObject(bytes.getCopyOfBuffer());
    }

    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
        layout = readLayout(new DataInputDeserializer((byte[]) in.readObject()));
    }

    private static void writeLayout(Layout layout, DataOutputView out) throws IOException {
        Varint.write(out, layout.places().size());
        for (Layout.Place place : layout.places()) {
            out.writeUTF(place.path());
            Slot slot = place.slot();
            out.writeUTF(slot.name());
            if (slot instanceof Slot.Counts counts) {
                out.writeByte('c');
                writeShape(out, counts.shape());
            } else if (slot instanceof Slot.ExactSums sums) {
                out.writeByte('s');
                writeShape(out, sums.shape());
            } else if (slot instanceof Slot.FixedSums sums) {
                out.writeByte('f');
                Varint.write(out, sums.bits());
                writeShape(out, sums.shape());
            } else if (slot instanceof Slot.FloatSums sums) {
                out.writeByte('d');
                writeShape(out, sums.shape());
            } else if (slot instanceof Slot.Extremum extremum) {
                out.writeByte(extremum.merge() == Merge.MIN ? '<' : '>');
                writeShape(out, extremum.shape());
            } else if (slot instanceof Slot.Sparse sparse) {
                out.writeByte('m');
                Varint.write(out, sparse.keyWords());
                Varint.write(out, sparse.cap());
            }
        }
    }

    private static Layout readLayout(DataInputView in) throws IOException {
        Map<String, Slot> slots = new LinkedHashMap<>();
        for (long left = Varint.read(in); left > 0; left--) {
            String path = in.readUTF();
            String name = in.readUTF();
            int kind = in.readUnsignedByte();
            slots.put(
                    path,
                    switch (kind) {
                        case 'c' -> Slot.counts(name, readShape(in));
                        case 's' -> Slot.exactSum(name, readShape(in));
                        case 'f' -> Slot.fixedSums(name, (int) Varint.read(in), readShape(in));
                        case 'd' -> Slot.floatSums(name, readShape(in));
                        case '<' -> Slot.min(name, readShape(in));
                        case '>' -> Slot.max(name, readShape(in));
                        case 'm' -> Slot.sparse(name, (int) Varint.read(in), (int) Varint.read(in));
                        default ->
                            throw new IOException("slot '" + path + "' is of the unknown kind " + kind
                                    + "; the state was written by a newer version, which must be used to read it");
                    });
        }
        return Layout.of(slots);
    }

    private static void writeShape(DataOutputView out, java.util.List<Integer> shape) throws IOException {
        Varint.write(out, shape.size());
        for (int dimension : shape) {
            Varint.write(out, dimension);
        }
    }

    private static int[] readShape(DataInputView in) throws IOException {
        int[] shape = new int[(int) Varint.read(in)];
        for (int i = 0; i < shape.length; i++) {
            shape[i] = (int) Varint.read(in);
        }
        return shape;
    }

    /** What a savepoint remembers of this serialiser: the layout. */
    public static final class Snapshot implements TypeSerializerSnapshot<State> {

        private static final int VERSION = 1;

        private @Nullable Layout layout;

        /** For restoring. */
        public Snapshot() {}

        Snapshot(Layout layout) {
            this.layout = layout;
        }

        @Override
        public int getCurrentVersion() {
            return VERSION;
        }

        @Override
        public void writeSnapshot(DataOutputView out) throws IOException {
            writeLayout(Objects.requireNonNull(layout), out);
        }

        @Override
        public void readSnapshot(int version, DataInputView in, ClassLoader classLoader) throws IOException {
            if (version != VERSION) {
                throw new IOException("states were written in format " + version + "; this version reads format "
                        + VERSION + ", so start from a savepoint of a matching version");
            }
            layout = readLayout(in);
        }

        @Override
        public TypeSerializer<State> restoreSerializer() {
            return new StateSerializer(Objects.requireNonNull(layout));
        }

        @Override
        public TypeSerializerSchemaCompatibility<State> resolveSchemaCompatibility(
                TypeSerializerSnapshot<State> oldSnapshot) {
            Layout now = Objects.requireNonNull(layout);
            Layout before = Objects.requireNonNull(((Snapshot) oldSnapshot).layout);
            if (now.equals(before)) {
                return TypeSerializerSchemaCompatibility.compatibleAsIs();
            }
            now.newState().adopt(before.newState()); // refuses a changed slot, with the remedy
            return TypeSerializerSchemaCompatibility.compatibleAfterMigration();
        }
    }
}
