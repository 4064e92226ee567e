package io.evalstream.operators.alerts;

import io.evalstream.metrics.plan.AlertSpec;
import io.evalstream.metrics.state.Varint;
import io.evalstream.operators.stream.CompactSerializer;
import io.evalstream.schemas.AlertState;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * What the rules remember of the windows of one name and slice of a series: of those that cannot change any more where
 * the rule stood after them, of each other one how it was judged by its last report. A rule for which all is well, and
 * none of whose windows is open, is not remembered.
 */
public final class AlertMemory {

    private final TreeMap<String, OfRule> rules = new TreeMap<>();

    /** What one rule remembers. */
    static final class OfRule {
        private AlertState told = AlertState.OK;
        private Course settled = Course.START;
        private final TreeMap<Long, Judged> open = new TreeMap<>();

        /** Takes down how a window is judged; one that cannot change any more settles those before it too. */
        void put(long position, Judged window, boolean isLast, AlertSpec rule) {
            open.put(position, window);
            if (isLast) {
                Map<Long, Judged> ended = open.headMap(position, true);
                for (Judged one : ended.values()) {
                    settled = settled.then(one, rule);
                }
                ended.clear();
            }
        }

        void remove(long position) {
            open.remove(position);
        }

        /** Forgets the windows, but not what was told of them. */
        void forget() {
            open.clear();
            settled = Course.START;
        }

        /** The state of the rule when time has reached this. */
        AlertState state(AlertSpec rule, long time) {
            open.replaceAll((position, window) -> window.at(time));
            Course course = settled;
            for (Judged window : open.values()) {
                course = course.then(window, rule);
            }
            return course.state(rule);
        }

        AlertState told() {
            return told;
        }

        void told(AlertState state) {
            told = state;
        }

        private boolean isBlank() {
            return told == AlertState.OK && settled.equals(Course.START) && open.isEmpty();
        }
    }

    OfRule of(String rule) {
        return rules.computeIfAbsent(rule, any -> new OfRule());
    }

    /** Forgets rules that are no longer among these, and those that there is nothing to remember of. */
    void tidy(Set<String> known) {
        rules.entrySet()
                .removeIf(rule ->
                        !known.contains(rule.getKey()) || rule.getValue().isBlank());
    }

    boolean isEmpty() {
        return rules.isEmpty();
    }

    private AlertMemory copy() {
        AlertMemory copy = new AlertMemory();
        rules.forEach((name, rule) -> {
            OfRule same = copy.of(name);
            same.told = rule.told;
            same.settled = rule.settled;
            same.open.putAll(rule.open);
        });
        return copy;
    }

    /** Writes rule after rule. */
    public static final class Serializer extends CompactSerializer<AlertMemory> {

        private static final long serialVersionUID = 1L;

        @Override
        public boolean isImmutableType() {
            return false;
        }

        @Override
        public AlertMemory createInstance() {
            return new AlertMemory();
        }

        @Override
        public AlertMemory copy(AlertMemory from) {
            return from.copy();
        }

        @Override
        public AlertMemory copy(AlertMemory from, AlertMemory reuse) {
            return from.copy();
        }

        @Override
        public void serialize(AlertMemory memory, DataOutputView target) throws IOException {
            Varint.write(target, memory.rules.size());
            for (Map.Entry<String, OfRule> entry : memory.rules.entrySet()) {
                OfRule rule = entry.getValue();
                writeText(target, entry.getKey());
                writeText(target, rule.told.name());
                target.writeBoolean(rule.settled.isFiring());
                Varint.write(target, rule.settled.holding());
                Varint.write(target, rule.settled.clear());
                Varint.write(target, rule.settled.unknown());
                Varint.write(target, rule.open.size());
                for (Map.Entry<Long, Judged> window : rule.open.entrySet()) {
                    target.writeLong(window.getKey());
                    target.writeByte(window.getValue().judgement().code());
                    if (window.getValue().judgement() == Judgement.UNKNOWN) {
                        target.writeLong(window.getValue().waitsUntil());
                    }
                }
            }
        }

        @Override
        public AlertMemory deserialize(DataInputView source) throws IOException {
            AlertMemory memory = new AlertMemory();
            for (long left = Varint.read(source); left > 0; left--) {
                OfRule rule = memory.of(readText(source));
                rule.told = AlertState.valueOf(readText(source));
                rule.settled =
                        new Course(source.readBoolean(), (int) Varint.read(source), (int) Varint.read(source), (int)
                                Varint.read(source));
                for (long windows = Varint.read(source); windows > 0; windows--) {
                    long position = source.readLong();
                    Judgement judgement = Judgement.of(source.readByte());
                    rule.open.put(
                            position,
                            new Judged(judgement, judgement == Judgement.UNKNOWN ? source.readLong() : Judged.SETTLED));
                }
            }
            return memory;
        }

        @Override
        public TypeSerializerSnapshot<AlertMemory> snapshotConfiguration() {
            return new Snapshot();
        }

        /** Format 1. */
        public static final class Snapshot extends SimpleTypeSerializerSnapshot<AlertMemory> {
            public Snapshot() {
                super(Serializer::new);
            }
        }
    }
}
