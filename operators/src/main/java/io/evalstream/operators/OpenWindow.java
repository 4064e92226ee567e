package io.evalstream.operators;

import io.evalstream.operators.stream.CompactSerializer;
import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * What is known of a window that is not final yet.
 *
 * @param start its start in milliseconds, by which its reports are known
 * @param changed the slices that have changed since they were last reported
 * @param reported the slices that have been reported
 */
record OpenWindow(long start, Set<String> changed, Set<String> reported) {

    static OpenWindow of(long start) {
        return new OpenWindow(start, new TreeSet<>(), new TreeSet<>());
    }

    /** Writes the start, then the slices. */
    static final class Serializer extends CompactSerializer<OpenWindow> {

        private static final long serialVersionUID = 1L;

        @Override
        public boolean isImmutableType() {
            return false;
        }

        @Override
        public OpenWindow createInstance() {
            return of(0);
        }

        @Override
        public OpenWindow copy(OpenWindow from) {
            return new OpenWindow(from.start(), new TreeSet<>(from.changed()), new TreeSet<>(from.reported()));
        }

        @Override
        public OpenWindow copy(OpenWindow from, OpenWindow reuse) {
            return copy(from);
        }

        @Override
        public void serialize(OpenWindow window, DataOutputView target) throws IOException {
            target.writeLong(window.start());
            writeTexts(target, window.changed());
            writeTexts(target, window.reported());
        }

        @Override
        public OpenWindow deserialize(DataInputView source) throws IOException {
            long start = source.readLong();
            return new OpenWindow(start, new TreeSet<>(readTexts(source)), new TreeSet<>(readTexts(source)));
        }

        @Override
        public TypeSerializerSnapshot<OpenWindow> snapshotConfiguration() {
            return new Snapshot();
        }

        /** Format 1. */
        public static final class Snapshot extends SimpleTypeSerializerSnapshot<OpenWindow> {
            public Snapshot() {
                super(Serializer::new);
            }
        }
    }
}
