package io.evalstream.metrics.laws;

import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Device;
import io.evalstream.metrics.batch.DeviceException;
import io.evalstream.metrics.batch.StateTable;
import io.evalstream.metrics.metric.MetricSet;
import io.evalstream.metrics.state.State;
import io.evalstream.metrics.torch.Devices;
import io.evalstream.metrics.torch.TorchEngine;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** Folds events into states, on the device that the system property {@code golden.device} names. */
public final class Fold {

    private static volatile boolean tensors;

    private Fold() {}

    /** The state of these events, folded as one batch. */
    public static State of(MetricSet set, List<Event> events) {
        return into(set, events, new int[events.size()], 1).get(0);
    }

    /**
     * Several states, folded as one batch.
     *
     * @param owners for each event, the state that it belongs to
     */
    public static List<State> into(MetricSet set, List<Event> events, int[] owners, int states) {
        Batch batch = new Batch(set.schema());
        events.forEach(event -> batch.append(event.row(), event.multiplicity(), event.time(), event.sequence()));
        try (StateTable table = device().newTable(set.layout(), set.statistics())) {
            for (int state = 0; state < states; state++) {
                table.add();
            }
            table.update(batch, owners);
            List<State> folded = new ArrayList<>();
            for (int state = 0; state < states; state++) {
                folded.add(table.read(state).copy());
            }
            return folded;
        }
    }

    /** Makes {@code torch:cpu} the device under test; skips tests where PyTorch is not on this machine. */
    public static void onTensors() {
        try {
            TorchEngine.start();
        } catch (DeviceException e) {
            Assumptions.abort(e.getMessage());
        }
        tensors = true;
    }

    /** Ends {@link #onTensors}. */
    public static void onTheDeviceThatWasAskedFor() {
        tensors = false;
    }

    /** The device under test. */
    public static Device device() {
        return Devices.open(tensors ? "torch:cpu" : System.getProperty("golden.device", Devices.ARRAYS));
    }
}
