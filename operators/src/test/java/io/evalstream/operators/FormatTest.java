package io.evalstream.operators;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.evalstream.metrics.state.FixedSum;
import io.evalstream.metrics.state.Layout;
import io.evalstream.metrics.state.Slot;
import io.evalstream.metrics.state.State;
import io.evalstream.operators.stream.Incoming;
import io.evalstream.operators.stream.LabelSerializer;
import io.evalstream.operators.stream.Observation;
import io.evalstream.operators.stream.ObservationSerializer;
import io.evalstream.operators.stream.PaneId;
import io.evalstream.operators.stream.Partial;
import io.evalstream.operators.stream.PartialSerializer;
import io.evalstream.operators.stream.PredictionSerializer;
import io.evalstream.operators.stream.Serializers;
import io.evalstream.operators.stream.SeriesKey;
import io.evalstream.operators.stream.SlicedRow;
import io.evalstream.operators.stream.StateSerializer;
import io.evalstream.operators.stream.WindowId;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.util.function.FunctionWithException;
import org.junit.jupiter.api.Test;

/**
 * The bytes of format 1, which savepoints hold. Where a test fails, the format has changed: raise its version, and keep
 * reading this one.
 */
class FormatTest {

    private static final SeriesKey SERIES = SeriesKey.of("plan", "größe", "v1", "production", "r", "d", "country=DE");
    private static final Incoming.Origin ORIGIN = new Incoming.Origin("labels", 3, 1L << 40);
    private static final byte[] COLUMNS = {5, 63, -32, 0, 0, 0, 0, 0, 0};
    private static final byte[] LABEL = {1, 2};

    @Test
    void seriesKey() throws Exception {
        same("series_key", new Serializers.SeriesKeySerializer(), SERIES, SeriesKey::toString);
    }

    @Test
    void windowId() throws Exception {
        same("window_id", new Serializers.WindowIdSerializer(), new WindowId("tumbling-10s", -5), WindowId::toString);
    }

    @Test
    void prediction() throws Exception {
        same(
                "prediction",
                new PredictionSerializer(),
                new Incoming.Prediction(SERIES, "\0id", 1_700_000_000_123L, List.of("country=DE"), COLUMNS),
                read -> read.series()
                        + read.id()
                        + read.eventTime()
                        + read.slices()
                        + HexFormat.of().formatHex(read.payload()));
    }

    @Test
    void label() throws Exception {
        same(
                "label",
                new LabelSerializer(),
                new Incoming.Label("\0id", 1_700_000_000_123L, LABEL, ORIGIN),
                read -> read.id() + read.labelTime() + HexFormat.of().formatHex(read.payload()) + read.origin());
    }

    @Test
    void observation() throws Exception {
        same(
                "observation",
                new ObservationSerializer(),
                new Observation(
                        SERIES,
                        "\0id",
                        -7,
                        List.of("country=DE", "os=a"),
                        -1,
                        2,
                        -300,
                        -1,
                        COLUMNS,
                        LABEL,
                        12_345,
                        ORIGIN),
                FormatTest::text);
        same(
                "observation_without_row",
                new ObservationSerializer(),
                new Observation(SERIES, "\0id", 7, List.of(), 1, 0, 0, 0, COLUMNS, null, 0, null),
                FormatTest::text);
    }

    @Test
    void partial() throws Exception {
        same("partial", new PartialSerializer(), new Partial(SERIES, "", -10_000, null, LABEL), FormatTest::text);
        same(
                "partial_of_row",
                new PartialSerializer(),
                new Partial(SERIES, "country=DE", -10_000, new Partial.RowId(-9_999, -3, 4), LABEL),
                FormatTest::text);
    }

    @Test
    void paneId() throws Exception {
        same(
                "pane_id",
                new Serializers.PaneIdSerializer(),
                new PaneId("running", -10_000, "country=DE"),
                PaneId::toString);
    }

    @Test
    void slicedRow() throws Exception {
        same(
                "sliced_row",
                new Serializers.SlicedRowSerializer(),
                new SlicedRow(new Partial.RowId(-9_999, -3, 4), "country=DE"),
                SlicedRow::toString);
    }

    @Test
    void openWindow() throws Exception {
        OpenWindow window = OpenWindow.of(-10_000);
        window.changed().add("");
        window.reported().addAll(List.of("", "country=DE"));
        same("open_window", new OpenWindow.Serializer(), window, OpenWindow::toString);
    }

    @Test
    void joinEntry() throws Exception {
        JoinEntry entry = JoinEntry.empty();
        entry.predictions().add(new JoinEntry.Prediction(SERIES, 1000, List.of("country=DE"), COLUMNS));
        entry.predictions().add(new JoinEntry.Prediction(SERIES, 2000, List.of(), new byte[0]));
        entry.add(new JoinEntry.Label(3000, LABEL, 1, ORIGIN));
        entry.add(new JoinEntry.Label(3000, LABEL, 1, new Incoming.Origin("elsewhere", 0, 0)));
        entry.settled().add(new JoinEntry.Settled(SERIES, 4000, -5));
        same("join_entry", new JoinEntry.Serializer(), entry, FormatTest::text);
    }

    @Test
    void state() throws Exception {
        Map<String, Slot> slots = new LinkedHashMap<>();
        for (Slot slot : List.of(
                Slot.counts("counts", 2, 3),
                Slot.exactSum("sums", 2),
                Slot.min("least"),
                Slot.max("most", 2),
                Slot.sparse("scores", 2, 100))) {
            slots.put(Layout.path("Statistic[classes=3]", slot), slot);
        }
        Layout layout = Layout.of(slots);
        State state = layout.newState();
        state.words()[0] = 1;
        state.words()[5] = -1;
        state.words()[6] = 77;
        state.words()[10] = -77;
        state.sum(0).add(0.1, 3);
        state.sum(0).add(-1e200, 1);
        state.sum(1).add(Double.NaN, 1);
        state.map(0).add(new long[] {1, -2}, 0, 5);
        state.map(0).add(new long[] {-1, 2}, 0, -5);
        same("state", new StateSerializer(layout), state, read -> HexFormat.of().formatHex(read.toBytes()));
    }

    @Test
    void floatSums() throws Exception {
        Layout layout = Layout.of("torchscript[0f, [preds]]", List.of(Slot.floatSums("state_sum", 3)));
        State state = layout.newState();
        state.words()[0] = Double.doubleToLongBits(0.5);
        state.words()[2] = Double.doubleToLongBits(-2);
        same(
                "float_sums",
                new StateSerializer(layout),
                state,
                read -> HexFormat.of().formatHex(read.toBytes()));
    }

    @Test
    void fixedSums() throws Exception {
        Layout layout = Layout.of("Features[bits=24]", List.of(Slot.fixedSums("products", 48, 2, 3)));
        State state = layout.newState();
        FixedSum.addProduct(state.words(), 0, 1L << 42, 1L << 42);
        FixedSum.add(state.words(), 2, -1);
        FixedSum.add(state.words(), 6, 300);
        same(
                "fixed_sums",
                new StateSerializer(layout),
                state,
                read -> HexFormat.of().formatHex(read.toBytes()));
    }

    /** The value has the stored bytes, and the stored serialiser reads the stored bytes as the value. */
    private static <T> void same(
            String name, TypeSerializer<T> serializer, T value, FunctionWithException<T, String, IOException> text)
            throws IOException {
        DataOutputSerializer bytes = new DataOutputSerializer(64);
        serializer.serialize(value, bytes);
        DataOutputSerializer snapshot = new DataOutputSerializer(64);
        TypeSerializerSnapshot.writeVersionedSnapshot(snapshot, serializer.snapshotConfiguration());

        Properties golden = golden();
        assertThat(HexFormat.of().formatHex(bytes.getCopyOfBuffer())).as(name).isEqualTo(golden.getProperty(name));
        assertThat(HexFormat.of().formatHex(snapshot.getCopyOfBuffer()))
                .as(name + ".serializer")
                .isEqualTo(golden.getProperty(name + ".serializer"));

        TypeSerializerSnapshot<T> stored = TypeSerializerSnapshot.readVersionedSnapshot(
                new DataInputDeserializer(HexFormat.of().parseHex(golden.getProperty(name + ".serializer"))),
                FormatTest.class.getClassLoader());
        T read = stored.restoreSerializer()
                .deserialize(new DataInputDeserializer(HexFormat.of().parseHex(golden.getProperty(name))));
        assertThat(text.apply(read)).isEqualTo(text.apply(value));
    }

    private static Properties golden() throws IOException {
        Properties golden = new Properties();
        try (InputStream in = FormatTest.class.getResourceAsStream("/golden/format-1.properties")) {
            golden.load(new InputStreamReader(Objects.requireNonNull(in), UTF_8));
        }
        return golden;
    }

    private static String text(Partial partial) {
        return partial.series() + partial.slice() + " " + partial.pane() + partial.row()
                + HexFormat.of().formatHex(partial.state());
    }

    private static String text(Observation seen) {
        byte[] label = seen.label();
        return seen.series() + seen.id() + seen.eventTime() + ";" + seen.slices() + ";" + seen.predictions() + ";"
                + seen.duplicates() + ";"
                + seen.corrections() + ";" + seen.multiplicity() + ";"
                + HexFormat.of().formatHex(seen.prediction()) + ";"
                + (label == null ? "none" : HexFormat.of().formatHex(label)) + ";" + seen.labelDelay() + seen.origin();
    }

    private static String text(JoinEntry entry) {
        StringBuilder text = new StringBuilder();
        for (JoinEntry.Prediction prediction : entry.predictions()) {
            text.append(prediction.series())
                    .append(prediction.eventTime())
                    .append(prediction.slices())
                    .append(HexFormat.of().formatHex(prediction.payload()));
        }
        for (JoinEntry.Label label : entry.labels()) {
            text.append(label.labelTime())
                    .append(HexFormat.of().formatHex(label.payload()))
                    .append(label.copies())
                    .append(label.origin());
        }
        return text.append(entry.settled()).toString();
    }
}
