package io.evalstream.operators;

import io.evalstream.metrics.metric.WindowFold;
import io.evalstream.metrics.state.ByteInput;
import io.evalstream.metrics.state.ByteOutput;
import io.evalstream.metrics.state.Varint;
import java.io.DataInput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What windows of one kind have said at each place of the plan's metrics: final ones folded, open ones each by itself. */
final class ToldValues {

    private final Map<String, double[]> folded = new TreeMap<>();
    private final TreeMap<Long, Map<String, Double>> open = new TreeMap<>();

    private ToldValues() {}

    /** Reads what {@link #toBytes} wrote; null is nothing. */
    static ToldValues of(byte @Nullable [] bytes) {
        ToldValues told = new ToldValues();
        if (bytes != null) {
            try {
                told.read(new ByteInput(bytes));
            } catch (IOException e) {
                throw new UncheckedIOException("the bytes are not those of a history of windows", e);
            }
        }
        return told;
    }

    /** What a fold has accumulated of the windows that end before this. */
    double[] until(String place, WindowFold fold, long end) {
        double[] known = folded.get(place);
        double[] accumulated = known == null ? fold.start() : known;
        for (Map.Entry<Long, Map<String, Double>> window : open.headMap(end).entrySet()) {
            Double value = window.getValue().get(place);
            if (value != null) {
                accumulated = fold.next(accumulated, window.getKey(), value);
            }
        }
        return accumulated;
    }

    /** The values of an open window by place, or null. */
    @Nullable
    Map<String, Double> of(long end) {
        return open.get(end);
    }

    void put(long end, Map<String, Double> values) {
        open.put(end, values);
    }

    void remove(long end) {
        open.remove(end);
    }

    /** Keeps of the windows up to this end only what they were folded to. */
    void seal(long end, Map<String, double[]> accumulated) {
        folded.putAll(accumulated);
        open.headMap(end, true).clear();
    }

    /** Ends of open windows after this one. */
    List<Long> after(long end) {
        return List.copyOf(open.tailMap(end, false).keySet());
    }

    byte[] toBytes() {
        ByteOutput out = new ByteOutput();
        try {
            Varint.write(out, folded.size());
            for (Map.Entry<String, double[]> entry : folded.entrySet()) {
                out.writeUTF(entry.getKey());
                Varint.write(out, entry.getValue().length);
                for (double number : entry.getValue()) {
                    out.writeDouble(number);
                }
            }
            Varint.write(out, open.size());
            for (Map.Entry<Long, Map<String, Double>> window : open.entrySet()) {
                out.writeLong(window.getKey());
                Varint.write(out, window.getValue().size());
                for (Map.Entry<String, Double> value : new TreeMap<>(window.getValue()).entrySet()) {
                    out.writeUTF(value.getKey());
                    out.writeDouble(value.getValue());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return out.toByteArray();
    }

    private void read(DataInput in) throws IOException {
        for (long left = Varint.read(in); left > 0; left--) {
            String place = in.readUTF();
            double[] numbers = new double[(int) Varint.read(in)];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = in.readDouble();
            }
            folded.put(place, numbers);
        }
        for (long left = Varint.read(in); left > 0; left--) {
            long end = in.readLong();
            Map<String, Double> values = new TreeMap<>();
            for (long places = Varint.read(in); places > 0; places--) {
                values.put(in.readUTF(), in.readDouble());
            }
            open.put(end, values);
        }
    }
}
