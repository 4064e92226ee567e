package io.evalstream.metrics;

import io.evalstream.metrics.laws.Fold;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Every golden case once more, folded on {@code torch:cpu}, where PyTorch is on this machine. */
class GoldenOnTensorsTest extends GoldenTest {

    @BeforeAll
    static void onTensors() {
        Fold.onTensors();
    }

    @AfterAll
    static void onTheDeviceThatWasAskedFor() {
        Fold.onTheDeviceThatWasAskedFor();
    }
}
