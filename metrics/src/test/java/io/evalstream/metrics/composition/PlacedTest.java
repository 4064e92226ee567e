package io.evalstream.metrics.composition;

import static org.assertj.core.api.Assertions.assertThat;

import io.evalstream.metrics.batch.ArraysDevice;
import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Cells;
import io.evalstream.metrics.batch.Device;
import io.evalstream.metrics.batch.Domain;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.Requirement;
import io.evalstream.metrics.batch.Statistic;
import io.evalstream.metrics.batch.Weighted;
import io.evalstream.metrics.state.Slot;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** A statistic of another takes it along to a device. */
class PlacedTest {

    /** Would run a module on a device. */
    private record Placed(String device) implements Statistic {
        @Override
        public List<Slot> slots() {
            return List.of(Slot.counts("rows"));
        }

        @Override
        public List<Requirement> requirements() {
            return List.of(Requirement.of(Input.PREDS, new Domain.Finite()));
        }

        @Override
        public Statistic on(Device other) {
            return new Placed(other.name());
        }

        @Override
        public void update(Batch batch, Cells cells) {
            throw new IllegalStateException("nothing is folded here");
        }
    }

    @Test
    void whatIsWithinComesAlong() {
        List<UnaryOperator<Statistic>> wrappers = List.of(
                statistic -> new Weighted(statistic, 1),
                statistic -> new Replicates(statistic, new Resampling(2, 1)),
                statistic -> new Adapted(statistic, new Output(0, 2, -1, true)));
        for (UnaryOperator<Statistic> wrapper : wrappers) {
            assertThat(wrapper.apply(new Placed("nowhere")).on(new ArraysDevice()))
                    .isEqualTo(wrapper.apply(new Placed("arrays")));
        }
    }
}
