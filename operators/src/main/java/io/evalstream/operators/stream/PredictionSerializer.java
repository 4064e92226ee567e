package io.evalstream.operators.stream;

import java.io.IOException;
import java.util.List;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** See {@link Incoming.Prediction}. */
public final class PredictionSerializer extends CompactSerializer<Incoming.Prediction> {
    private static final long serialVersionUID = 1L;

    @Override
    public Incoming.Prediction createInstance() {
        return new Incoming.Prediction(SeriesKey.of("", "", "", "", "", "", ""), "", 0, List.of(), new byte[0]);
    }

    @Override
    public void serialize(Incoming.Prediction prediction, DataOutputView target) throws IOException {
        Serializers.writeSeries(target, prediction.series());
        writeText(target, prediction.id());
        target.writeLong(prediction.eventTime());
        writeTexts(target, prediction.slices());
        writeBytes(target, prediction.payload());
    }

    @Override
    public Incoming.Prediction deserialize(DataInputView source) throws IOException {
        SeriesKey series = Serializers.readSeries(source);
        String id = readText(source);
        return new Incoming.Prediction(series, id, source.readLong(), readTexts(source), readBytes(source));
    }

    @Override
    public TypeSerializerSnapshot<Incoming.Prediction> snapshotConfiguration() {
        return new Snapshot();
    }

    /** Format 1. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<Incoming.Prediction> {
        public Snapshot() {
            super(PredictionSerializer::new);
        }
    }
}
