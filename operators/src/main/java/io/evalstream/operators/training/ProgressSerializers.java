package io.evalstream.operators.training;

import io.evalstream.metrics.state.Varint;
import io.evalstream.operators.stream.CompactSerializer;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** The serialisers of what is kept of a run besides states of metrics. */
public final class ProgressSerializers {

    private ProgressSerializers() {}

    /** See {@link Tag}. */
    static final class OfTag extends CompactSerializer<Tag> {
        private static final long serialVersionUID = 1L;

        @Override
        public Tag createInstance() {
            return Tag.RUN;
        }

        @Override
        public void serialize(Tag tag, DataOutputView target) throws IOException {
            Varint.writeSigned(target, tag.epoch());
            Varint.writeSigned(target, tag.step());
            Varint.writeSigned(target, tag.rank());
        }

        @Override
        public Tag deserialize(DataInputView source) throws IOException {
            return new Tag(readInt(source), Varint.readSigned(source), readInt(source));
        }

        @Override
        public TypeSerializerSnapshot<Tag> snapshotConfiguration() {
            return new OfTag.Snapshot();
        }

        /** Format 1. */
        public static final class Snapshot extends SimpleTypeSerializerSnapshot<Tag> {
            public Snapshot() {
                super(OfTag::new);
            }
        }
    }

    /** See {@link Progress.OfRun}. */
    static final class OfRun extends CompactSerializer<Progress.OfRun> {
        private static final long serialVersionUID = 1L;

        @Override
        public Progress.OfRun createInstance() {
            return Progress.OfRun.begin(0, 0, 0);
        }

        @Override
        public void serialize(Progress.OfRun run, DataOutputView target) throws IOException {
            Varint.writeSigned(target, run.attempt());
            Varint.writeSigned(target, run.closedThrough());
            target.writeLong(run.lastArrival());
            target.writeLong(run.deadline());
        }

        @Override
        public Progress.OfRun deserialize(DataInputView source) throws IOException {
            return new Progress.OfRun(readInt(source), readInt(source), source.readLong(), source.readLong());
        }

        @Override
        public TypeSerializerSnapshot<Progress.OfRun> snapshotConfiguration() {
            return new OfRun.Snapshot();
        }

        /** Format 1. */
        public static final class Snapshot extends SimpleTypeSerializerSnapshot<Progress.OfRun> {
            public Snapshot() {
                super(OfRun::new);
            }
        }
    }

    /** See {@link Progress.OfEpoch}. */
    static final class OfEpoch extends CompactSerializer<Progress.OfEpoch> {
        private static final long serialVersionUID = 1L;

        @Override
        public Progress.OfEpoch createInstance() {
            return Progress.OfEpoch.begin(0);
        }

        @Override
        public void serialize(Progress.OfEpoch epoch, DataOutputView target) throws IOException {
            Varint.writeSigned(target, epoch.worldSize());
            target.writeLong(epoch.start());
            target.writeLong(epoch.end());
            target.writeLong(epoch.lastArrival());
            target.writeLong(epoch.deadline());
            Varint.writeSigned(target, epoch.settled());
        }

        @Override
        public Progress.OfEpoch deserialize(DataInputView source) throws IOException {
            return new Progress.OfEpoch(
                    readInt(source),
                    source.readLong(),
                    source.readLong(),
                    source.readLong(),
                    source.readLong(),
                    readInt(source));
        }

        @Override
        public TypeSerializerSnapshot<Progress.OfEpoch> snapshotConfiguration() {
            return new OfEpoch.Snapshot();
        }

        /** Format 1. */
        public static final class Snapshot extends SimpleTypeSerializerSnapshot<Progress.OfEpoch> {
            public Snapshot() {
                super(OfEpoch::new);
            }
        }
    }

    /** See {@link Progress.OfStep}. */
    static final class OfStep extends CompactSerializer<Progress.OfStep> {
        private static final long serialVersionUID = 1L;

        @Override
        public Progress.OfStep createInstance() {
            return Progress.OfStep.NONE;
        }

        @Override
        public void serialize(Progress.OfStep step, DataOutputView target) throws IOException {
            Varint.writeSigned(target, step.ranks());
            target.writeLong(step.start());
            target.writeLong(step.end());
        }

        @Override
        public Progress.OfStep deserialize(DataInputView source) throws IOException {
            return new Progress.OfStep(readInt(source), source.readLong(), source.readLong());
        }

        @Override
        public TypeSerializerSnapshot<Progress.OfStep> snapshotConfiguration() {
            return new OfStep.Snapshot();
        }

        /** Format 1. */
        public static final class Snapshot extends SimpleTypeSerializerSnapshot<Progress.OfStep> {
            public Snapshot() {
                super(OfStep::new);
            }
        }
    }

    /** See {@link Progress.OfRank}. */
    static final class OfRank extends CompactSerializer<Progress.OfRank> {
        private static final long serialVersionUID = 1L;

        @Override
        public Progress.OfRank createInstance() {
            return Progress.OfRank.NONE;
        }

        @Override
        public void serialize(Progress.OfRank rank, DataOutputView target) throws IOException {
            Varint.writeSigned(target, rank.batches());
            Varint.writeSigned(target, rank.rows());
            Varint.writeSigned(target, rank.refused());
            Varint.writeSigned(target, rank.conflicts());
            Varint.writeSigned(target, rank.saidBatches());
            Varint.writeSigned(target, rank.saidRows());
        }

        @Override
        public Progress.OfRank deserialize(DataInputView source) throws IOException {
            return new Progress.OfRank(
                    Varint.readSigned(source),
                    Varint.readSigned(source),
                    Varint.readSigned(source),
                    Varint.readSigned(source),
                    Varint.readSigned(source),
                    Varint.readSigned(source));
        }

        @Override
        public TypeSerializerSnapshot<Progress.OfRank> snapshotConfiguration() {
            return new OfRank.Snapshot();
        }

        /** Format 1. */
        public static final class Snapshot extends SimpleTypeSerializerSnapshot<Progress.OfRank> {
            public Snapshot() {
                super(OfRank::new);
            }
        }
    }

    private static int readInt(DataInputView source) throws IOException {
        return (int) Varint.readSigned(source);
    }
}
