package io.evalstream.operators.training;

import io.evalstream.operators.stream.CompactSerializer;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * How a metric stands against its best value.
 *
 * @param best the best value; NaN where there is none yet
 * @param bestEpoch the epoch that had it
 * @param waited how many epochs in a row since have not improved it
 * @param holding a bit for each {@link SignalRule.Condition} that holds
 * @param plateauBest the best value as a plateau is judged by; NaN where there is none yet
 * @param plateauWaited how many epochs in a row have not improved that
 * @param cooldown how many epochs more are not counted after a plateau
 */
record Standing(
        double best, long bestEpoch, int waited, int holding, double plateauBest, int plateauWaited, int cooldown) {

    static final Standing NONE = new Standing(Double.NaN, -1, 0, 0, Double.NaN, 0, 0);

    static Standing first(double value, long epoch) {
        return new Standing(value, epoch, 0, 0, Double.NaN, 0, 0);
    }

    Standing improved(double value, long epoch) {
        return new Standing(value, epoch, 0, holding, plateauBest, plateauWaited, cooldown);
    }

    Standing waitedOnce() {
        return new Standing(best, bestEpoch, waited + 1, holding, plateauBest, plateauWaited, cooldown);
    }

    Standing holding(int conditions) {
        return new Standing(best, bestEpoch, waited, conditions, plateauBest, plateauWaited, cooldown);
    }

    Standing plateau(double value, int waitedEpochs, int left) {
        return new Standing(best, bestEpoch, waited, holding, value, waitedEpochs, left);
    }

    /** Field after field. */
    static final class Serializer extends CompactSerializer<Standing> {
        private static final long serialVersionUID = 1L;

        @Override
        public Standing createInstance() {
            return NONE;
        }

        @Override
        public void serialize(Standing standing, DataOutputView target) throws IOException {
            target.writeDouble(standing.best);
            target.writeLong(standing.bestEpoch);
            target.writeInt(standing.waited);
            target.writeInt(standing.holding);
            target.writeDouble(standing.plateauBest);
            target.writeInt(standing.plateauWaited);
            target.writeInt(standing.cooldown);
        }

        @Override
        public Standing deserialize(DataInputView source) throws IOException {
            return new Standing(
                    source.readDouble(),
                    source.readLong(),
                    source.readInt(),
                    source.readInt(),
                    source.readDouble(),
                    source.readInt(),
                    source.readInt());
        }

        @Override
        public TypeSerializerSnapshot<Standing> snapshotConfiguration() {
            return new Snapshot();
        }

        /** Format 1. */
        public static final class Snapshot extends SimpleTypeSerializerSnapshot<Standing> {
            public Snapshot() {
                super(Serializer::new);
            }
        }
    }
}
