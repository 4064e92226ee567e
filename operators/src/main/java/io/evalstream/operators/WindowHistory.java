package io.evalstream.operators;

import io.evalstream.metrics.metric.History;
import io.evalstream.metrics.metric.WindowFold;
import io.evalstream.metrics.plan.Plan;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.state.KeyedStateStore;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeutils.base.StringSerializer;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * What the windows of a series have said, for metrics that fold it: of final windows what the folds have accumulated, of
 * open ones their latest values. Windows of one kind become final in the order of their ends, so each is folded once.
 * It is a few numbers for each kind of window, and stays as long as the series does.
 */
final class WindowHistory {

    private final boolean isUsed;
    private final MapState<String, byte[]> byKind;

    WindowHistory(Plan plan, KeyedStateStore states) {
        isUsed = plan.metrics().foldsWindows();
        byKind = states.getMapState(new MapStateDescriptor<>(
                "history/" + plan.id(), StringSerializer.INSTANCE, BytePrimitiveArraySerializer.INSTANCE));
    }

    /**
     * Begins the report of a window.
     *
     * @param kind the name of such windows
     * @param slice the slice that is reported
     * @param position where the window stands among those of its kind: its end, or whatever orders them alike
     */
    Report report(String kind, String slice, long position) throws Exception {
        String key = key(kind, slice);
        return new Report(key, position, isUsed ? byKind.get(key) : null);
    }

    /** Forgets what a window said that is no longer one. */
    void withdraw(String kind, String slice, long position) throws Exception {
        String key = key(kind, slice);
        byte[] bytes = isUsed ? byKind.get(key) : null;
        if (bytes != null) {
            ToldValues told = ToldValues.of(bytes);
            told.remove(position);
            byKind.put(key, told.toBytes());
        }
    }

    /** Forgets what all windows said. */
    void clear() {
        byKind.clear();
    }

    private static String key(String kind, String slice) {
        return slice.isEmpty() ? kind : kind + '\0' + slice;
    }

    /** The history that the report of a window is made of, and goes into. */
    final class Report implements History {

        private final String kind;
        private final long end;
        private final ToldValues told;
        private final Map<String, Double> now = new HashMap<>();
        private final Map<String, double[]> folded = new HashMap<>();

        private Report(String kind, long end, byte @Nullable [] bytes) {
            this.kind = kind;
            this.end = end;
            told = ToldValues.of(bytes);
        }

        @Override
        public double[] fold(String place, WindowFold fold, double value) {
            double[] accumulated = fold.next(told.until(place, fold, end), end, value);
            now.put(place, value);
            folded.put(place, accumulated);
            return accumulated;
        }

        /** Takes down what the window said. Returns the ends of later windows whose values it changes. */
        List<Long> close(boolean isLast) throws Exception {
            if (!isUsed) {
                return List.of();
            }
            boolean changed = !now.equals(told.of(end));
            if (isLast) {
                told.seal(end, folded);
            } else {
                told.put(end, now);
            }
            byKind.put(kind, told.toBytes());
            return changed ? told.after(end) : List.of();
        }
    }
}
