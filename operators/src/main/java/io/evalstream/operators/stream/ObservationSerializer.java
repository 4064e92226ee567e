package io.evalstream.operators.stream;

import io.evalstream.metrics.state.Varint;
import io.evalstream.operators.stream.Incoming.Origin;
import java.io.IOException;
import java.util.List;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** See {@link Observation}. It serves where the join and the fold are not chained. */
public final class ObservationSerializer extends CompactSerializer<Observation> {
    private static final long serialVersionUID = 1L;

    @Override
    public Observation createInstance() {
        return new Observation(
                SeriesKey.of("", "", "", "", "", "", ""), "", 0, List.of(), 0, 0, 0, 0, new byte[0], null, 0, null);
    }

    @Override
    public void serialize(Observation observation, DataOutputView target) throws IOException {
        Serializers.writeSeries(target, observation.series());
        writeText(target, observation.id());
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
            LabelSerializer.writeOrigin(target, origin);
        }
    }

    @Override
    public Observation deserialize(DataInputView source) throws IOException {
        SeriesKey series = Serializers.readSeries(source);
        String id = readText(source);
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
                row ? LabelSerializer.readOrigin(source) : null);
    }

    @Override
    public TypeSerializerSnapshot<Observation> snapshotConfiguration() {
        return new Snapshot();
    }

    /** Format 1. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<Observation> {
        public Snapshot() {
            super(ObservationSerializer::new);
        }
    }
}
