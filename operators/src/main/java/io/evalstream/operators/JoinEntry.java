package io.evalstream.operators;

import io.evalstream.metrics.state.Varint;
import io.evalstream.operators.stream.CompactSerializer;
import io.evalstream.operators.stream.IdHash;
import io.evalstream.operators.stream.Incoming.Origin;
import io.evalstream.operators.stream.LabelSerializer;
import io.evalstream.operators.stream.Serializers;
import io.evalstream.operators.stream.SeriesKey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/**
 * All that is known under one prediction id: a prediction of each series, and every distinct label. It is a set: what is
 * read from it does not depend on the order in which it was filled.
 */
record JoinEntry(List<Prediction> predictions, List<Label> labels, List<Settled> settled) {

    /** A prediction of a series: the one with the smallest event time, then the smallest bytes, then slices. */
    @SuppressWarnings("ArrayRecordComponent") // read-only by agreement
    record Prediction(SeriesKey series, long eventTime, List<String> slices, byte[] payload) {

        boolean precedes(Prediction other) {
            return compareTo(other) < 0;
        }

        boolean isSame(Prediction other) {
            return compareTo(other) == 0;
        }

        private int compareTo(Prediction other) {
            if (eventTime != other.eventTime) {
                return Long.compare(eventTime, other.eventTime);
            }
            int order = Arrays.compareUnsigned(payload, other.payload);
            return order != 0
                    ? order
                    : Arrays.compare(slices.toArray(new String[0]), other.slices.toArray(new String[0]));
        }
    }

    /** What is left of a prediction whose label is not to be changed any more. */
    record Settled(SeriesKey series, long eventTime, long fingerprint) {

        static Settled of(Prediction prediction) {
            return new Settled(prediction.series(), prediction.eventTime(), fingerprint(prediction));
        }

        boolean isOf(Prediction prediction) {
            return eventTime == prediction.eventTime() && fingerprint == fingerprint(prediction);
        }

        private static long fingerprint(Prediction prediction) {
            long hash = IdHash.of(prediction.payload());
            for (String slice : prediction.slices()) {
                hash = 31 * hash + IdHash.of(slice);
            }
            return hash;
        }
    }

    /** A distinct label and how often it came. */
    @SuppressWarnings("ArrayRecordComponent") // read-only by agreement
    record Label(long labelTime, byte[] payload, int copies, Origin origin) {

        /** Whether it wins over another: the later label time, then the larger bytes. */
        boolean wins(Label other) {
            return labelTime != other.labelTime
                    ? labelTime > other.labelTime
                    : Arrays.compareUnsigned(payload, other.payload) > 0;
        }

        boolean isSame(Label other) {
            return labelTime == other.labelTime && Arrays.equals(payload, other.payload);
        }
    }

    /** What the labels say of one prediction. */
    record Reading(@Nullable Label winner, int duplicates, int corrections) {

        static final Reading NONE = new Reading(null, 0, 0);
    }

    static JoinEntry empty() {
        return new JoinEntry(new ArrayList<>(1), new ArrayList<>(1), new ArrayList<>(0));
    }

    /** True where nothing is known; such an entry is not stored. */
    boolean isEmpty() {
        return predictions.isEmpty() && labels.isEmpty() && settled.isEmpty();
    }

    /** The prediction of this series, under whichever version of its plan, or null. */
    @Nullable
    Prediction predictionOf(SeriesKey series) {
        for (Prediction prediction : predictions) {
            if (prediction.series().isAlike(series)) {
                return prediction;
            }
        }
        return null;
    }

    /** What is left of the prediction of this series, or null. */
    @Nullable
    Settled settledOf(SeriesKey series) {
        for (Settled one : settled) {
            if (one.series().isAlike(series)) {
                return one;
            }
        }
        return null;
    }

    /** Drops all of a prediction but what tells it from another. */
    void settle(Prediction prediction) {
        predictions.remove(prediction);
        settled.add(Settled.of(prediction));
    }

    /** Keeps a label; a copy of one that is kept is counted. */
    void add(Label label) {
        for (int i = 0; i < labels.size(); i++) {
            Label kept = labels.get(i);
            if (kept.isSame(label)) {
                labels.set(
                        i, new Label(kept.labelTime(), kept.payload(), kept.copies() + label.copies(), kept.origin()));
                return;
            }
        }
        labels.add(label);
    }

    /**
     * Reads the labels that count for a prediction: those known by a time. A label whose value is known
     * already is a duplicate; each value after the first is a correction.
     */
    Reading read(long latestLabelTime) {
        Label winner = null;
        int copies = 0;
        int values = 0;
        for (int i = 0; i < labels.size(); i++) {
            Label label = labels.get(i);
            if (label.labelTime() <= latestLabelTime) {
                winner = winner == null || label.wins(winner) ? label : winner;
                copies += label.copies();
                values += isNewValue(i, latestLabelTime) ? 1 : 0;
            }
        }
        return winner == null ? Reading.NONE : new Reading(winner, copies - values, values - 1);
    }

    private boolean isNewValue(int index, long latestLabelTime) {
        for (int i = 0; i < index; i++) {
            Label earlier = labels.get(i);
            if (earlier.labelTime() <= latestLabelTime
                    && Arrays.equals(earlier.payload(), labels.get(index).payload())) {
                return false;
            }
        }
        return true;
    }

    /** Writes predictions, then labels, then what is settled. */
    static final class Serializer extends CompactSerializer<JoinEntry> {

        private static final long serialVersionUID = 1L;

        @Override
        public boolean isImmutableType() {
            return false;
        }

        @Override
        public JoinEntry createInstance() {
            return empty();
        }

        @Override
        public JoinEntry copy(JoinEntry from) {
            return new JoinEntry(
                    new ArrayList<>(from.predictions()),
                    new ArrayList<>(from.labels()),
                    new ArrayList<>(from.settled()));
        }

        @Override
        public JoinEntry copy(JoinEntry from, JoinEntry reuse) {
            return copy(from);
        }

        @Override
        public void serialize(JoinEntry entry, DataOutputView target) throws IOException {
            Varint.write(target, entry.predictions().size());
            for (Prediction prediction : entry.predictions()) {
                Serializers.writeSeries(target, prediction.series());
                target.writeLong(prediction.eventTime());
                writeTexts(target, prediction.slices());
                writeBytes(target, prediction.payload());
            }
            Varint.write(target, entry.labels().size());
            for (Label label : entry.labels()) {
                target.writeLong(label.labelTime());
                writeBytes(target, label.payload());
                Varint.write(target, label.copies());
                LabelSerializer.writeOrigin(target, label.origin());
            }
            Varint.write(target, entry.settled().size());
            for (Settled settled : entry.settled()) {
                Serializers.writeSeries(target, settled.series());
                target.writeLong(settled.eventTime());
                target.writeLong(settled.fingerprint());
            }
        }

        @Override
        public JoinEntry deserialize(DataInputView source) throws IOException {
            JoinEntry entry = empty();
            for (long left = Varint.read(source); left > 0; left--) {
                SeriesKey series = Serializers.readSeries(source);
                entry.predictions()
                        .add(new Prediction(series, source.readLong(), readTexts(source), readBytes(source)));
            }
            for (long left = Varint.read(source); left > 0; left--) {
                long labelTime = source.readLong();
                byte[] payload = readBytes(source);
                int copies = (int) Varint.read(source);
                entry.labels().add(new Label(labelTime, payload, copies, LabelSerializer.readOrigin(source)));
            }
            for (long left = Varint.read(source); left > 0; left--) {
                SeriesKey series = Serializers.readSeries(source);
                entry.settled().add(new Settled(series, source.readLong(), source.readLong()));
            }
            return entry;
        }

        @Override
        public TypeSerializerSnapshot<JoinEntry> snapshotConfiguration() {
            return new Snapshot();
        }

        /** Format 1. */
        public static final class Snapshot extends SimpleTypeSerializerSnapshot<JoinEntry> {
            public Snapshot() {
                super(Serializer::new);
            }
        }
    }
}
