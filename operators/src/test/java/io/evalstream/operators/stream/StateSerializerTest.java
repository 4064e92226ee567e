package io.evalstream.operators.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evalstream.metrics.state.FixedSum;
import io.evalstream.metrics.state.Layout;
import io.evalstream.metrics.state.Slot;
import io.evalstream.metrics.state.State;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;

class StateSerializerTest {

    private static final Slot COUNTS = Slot.counts("counts", 3);
    private static final Slot SUMS = Slot.exactSum("sums", 2);
    private static final Slot WIDE = Slot.fixedSums("wide", 24, 2);
    private static final Slot FLOATS = Slot.floatSums("floats", 2);
    private static final Slot LEAST = Slot.min("least");
    private static final Slot MOST = Slot.max("most");
    private static final Slot SCORES = Slot.sparse("scores", 1, 10);

    @Test
    void aStateSurvivesBytes() throws Exception {
        StateSerializer serializer = serializer(COUNTS, SUMS, WIDE, FLOATS, LEAST, MOST, SCORES);
        State state = filled(serializer.layout());
        State read = serializer.deserialize(new DataInputDeserializer(bytes(serializer, state)));
        assertThat(read).isEqualTo(state);
        assertThat(read).isNotEqualTo(serializer.createInstance());

        DataOutputSerializer copied = new DataOutputSerializer(64);
        serializer.copy(new DataInputDeserializer(bytes(serializer, state)), copied);
        assertThat(copied.getCopyOfBuffer()).isEqualTo(bytes(serializer, state));
    }

    @Test
    void aCopyIsAStateOfItsOwn() throws Exception {
        StateSerializer serializer = serializer(COUNTS, SUMS, SCORES);
        State state = filled(serializer.layout());
        State copy = serializer.copy(state);
        byte[] before = bytes(serializer, copy);
        state.words()[0] += 1;
        state.sum(0).add(1, 1);
        state.map(0).add(9, 1);
        assertThat(bytes(serializer, copy)).isEqualTo(before);
    }

    @Test
    void theSnapshotKnowsEverySlot() throws Exception {
        StateSerializer before = serializer(COUNTS, SUMS, WIDE, LEAST, MOST, SCORES);
        StateSerializer restored = restored(before);
        assertThat(restored).isEqualTo(before);
        assertThat(restored.layout()).isEqualTo(before.layout());
        assertThat(InstantiationUtil.clone(before)).as("sent with the job").isEqualTo(before);

        State state = filled(before.layout());
        assertThat(restored.deserialize(new DataInputDeserializer(bytes(before, state))))
                .isEqualTo(state);
    }

    @Test
    void theSameSlotsNeedNoMigration() throws Exception {
        assertThat(compatibility(serializer(COUNTS, SUMS), serializer(COUNTS, SUMS))
                        .isCompatibleAsIs())
                .isTrue();
    }

    @Test
    void anAddedSlotStartsEmpty() throws Exception {
        State migrated = migrated(serializer(COUNTS, SUMS), serializer(COUNTS, LEAST, SUMS, SCORES));
        State expected = serializer(COUNTS, LEAST, SUMS, SCORES).createInstance();
        fillCounts(expected);
        fillSums(expected);
        assertThat(migrated).isEqualTo(expected);
    }

    @Test
    void aRemovedSlotIsForgotten() throws Exception {
        State migrated = migrated(serializer(LEAST, COUNTS, SCORES, SUMS, MOST), serializer(SUMS));
        State expected = serializer(SUMS).createInstance();
        fillSums(expected);
        assertThat(migrated).isEqualTo(expected);
    }

    @Test
    void reorderedSlotsAreCarriedOver() throws Exception {
        StateSerializer after = serializer(SCORES, MOST, FLOATS, WIDE, SUMS, LEAST, COUNTS);
        State migrated = migrated(serializer(COUNTS, SUMS, LEAST, WIDE, FLOATS, MOST, SCORES), after);
        assertThat(migrated).isEqualTo(filled(after.layout()));
    }

    @Test
    void aSlotOfAnotherShapeIsRefusedWithTheRemedy() {
        assertThatThrownBy(() -> compatibility(serializer(COUNTS, SUMS), serializer(Slot.counts("counts", 4), SUMS)))
                .hasMessageContaining("statistic/counts")
                .hasMessageContaining("counts[3]")
                .hasMessageContaining("counts[4]")
                .hasMessageContaining("new name");
    }

    @Test
    void aSlotThatMergesOtherwiseIsRefused() {
        assertThatThrownBy(() -> compatibility(serializer(Slot.min("edge")), serializer(Slot.max("edge"))))
                .hasMessageContaining("statistic/edge")
                .hasMessageContaining("min[]")
                .hasMessageContaining("max[]");
    }

    @Test
    void sumsOfOtherUnitsAreRefused() {
        assertThatThrownBy(() -> compatibility(serializer(WIDE), serializer(Slot.fixedSums("wide", 20, 2))))
                .hasMessageContaining("fixed_sums[24 bits][2]")
                .hasMessageContaining("fixed_sums[20 bits][2]");
    }

    @Test
    void aMapWithAnotherCapIsRefused() {
        assertThatThrownBy(() -> compatibility(serializer(SCORES), serializer(Slot.sparse("scores", 1, 20))))
                .hasMessageContaining("cap 10")
                .hasMessageContaining("cap 20");
    }

    @Test
    void aNewerFormatIsRefused() {
        assertThatThrownBy(() -> new StateSerializer.Snapshot()
                        .readSnapshot(
                                2,
                                new DataInputDeserializer(new byte[0]),
                                getClass().getClassLoader()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("format 2")
                .hasMessageContaining("format 1");
    }

    @Test
    void aSlotOfAnUnknownKindIsRefused() throws Exception {
        DataOutputSerializer out = new DataOutputSerializer(64);
        out.writeByte(1);
        out.writeUTF("statistic/odd");
        out.writeUTF("odd");
        out.writeByte('?');
        assertThatThrownBy(() -> new StateSerializer.Snapshot()
                        .readSnapshot(
                                1,
                                new DataInputDeserializer(out.getCopyOfBuffer()),
                                getClass().getClassLoader()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("statistic/odd")
                .hasMessageContaining("newer version");
    }

    private static StateSerializer serializer(Slot... slots) {
        Map<String, Slot> byPath = new LinkedHashMap<>();
        for (Slot slot : slots) {
            byPath.put(Layout.path("statistic", slot), slot);
        }
        return new StateSerializer(Layout.of(byPath));
    }

    private static State filled(Layout layout) {
        State state = layout.newState();
        if (layout.findOrNull("statistic/counts") != null) {
            fillCounts(state);
        }
        if (layout.findOrNull("statistic/sums") != null) {
            fillSums(state);
        }
        Layout.Place floats = layout.findOrNull("statistic/floats");
        if (floats != null) {
            state.words()[floats.offset() + 1] = Double.doubleToLongBits(-0.1);
        }
        Layout.Place wide = layout.findOrNull("statistic/wide");
        if (wide != null) {
            FixedSum.addProduct(state.words(), wide.offset(), 1L << 50, -(1L << 50));
            FixedSum.add(state.words(), wide.offset() + FixedSum.WORDS, 5);
        }
        for (String extremum : new String[] {"statistic/least", "statistic/most"}) {
            Layout.Place place = layout.findOrNull(extremum);
            if (place != null) {
                state.words()[place.offset()] = extremum.length();
                state.words()[place.offset() + 1] = -extremum.length();
            }
        }
        Layout.Place scores = layout.findOrNull("statistic/scores");
        if (scores != null) {
            state.map(scores.offset()).add(-4, 2);
            state.map(scores.offset()).add(7, -1);
        }
        return state;
    }

    private static void fillCounts(State state) {
        int offset = state.layout().find("statistic/counts").offset();
        state.words()[offset] = 3;
        state.words()[offset + 2] = -5;
    }

    private static void fillSums(State state) {
        int offset = state.layout().find("statistic/sums").offset();
        state.sum(offset).add(0.1, 1);
        state.sum(offset).add(1e300, 1);
        state.sum(offset + 1).add(-2.5, 3);
    }

    private static byte[] bytes(StateSerializer serializer, State state) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(64);
        serializer.serialize(state, out);
        return out.getCopyOfBuffer();
    }

    private static StateSerializer restored(StateSerializer serializer) throws IOException {
        return (StateSerializer) snapshotOf(serializer).restoreSerializer();
    }

    /** The snapshot as a savepoint holds it. */
    private static TypeSerializerSnapshot<State> snapshotOf(StateSerializer serializer) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(64);
        TypeSerializerSnapshot.writeVersionedSnapshot(out, serializer.snapshotConfiguration());
        return TypeSerializerSnapshot.readVersionedSnapshot(
                new DataInputDeserializer(out.getCopyOfBuffer()), StateSerializerTest.class.getClassLoader());
    }

    private static TypeSerializerSchemaCompatibility<State> compatibility(StateSerializer before, StateSerializer now)
            throws IOException {
        return now.snapshotConfiguration().resolveSchemaCompatibility(snapshotOf(before));
    }

    /** A full state, carried over from one serialiser to another as a migration does. */
    private static State migrated(StateSerializer before, StateSerializer after) throws IOException {
        assertThat(compatibility(before, after).isCompatibleAfterMigration()).isTrue();
        byte[] stored = bytes(before, filled(before.layout()));
        State read = restored(before).deserialize(new DataInputDeserializer(stored));
        assertThat(after.asCurrent(read).toBytes()).isEqualTo(bytes(after, read));
        return after.deserialize(new DataInputDeserializer(bytes(after, read)));
    }
}
