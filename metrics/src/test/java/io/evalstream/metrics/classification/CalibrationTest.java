package io.evalstream.metrics.classification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.evalstream.metrics.batch.Cell;
import io.evalstream.metrics.batch.DataType;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CalibrationTest {

    private static final String ERROR = "binary_calibration_error";

    @Test
    void binsAreClosedBelowAndCertaintyHasItsOwn() {
        Rows rows = Rows.of(Map.of("n_bins", 4, "norm", "max"), ERROR);
        // Were 1.0 in the bin of 0.75, their mean 0.875 would be 0.375 off one half.
        rows.row(0.75, 1).row(1.0, 0);
        assertThat(rows.scalar(ERROR)).isEqualTo(1);
        // A confidence of -0.0 belongs to the first bin.
        assertThat(Rows.of(Map.of("n_bins", 4), ERROR).row(-0.0, 1).scalar(ERROR))
                .isEqualTo(1);
    }

    @Test
    void differencesAreWeightedByTheShareOfTheirBin() {
        Rows rows = Rows.of(Map.of("n_bins", 2), ERROR);
        rows.row(0.25, 0).row(0.25, 1).row(0.25, 0).row(0.75, 0);
        assertThat(rows.scalar(ERROR)).isCloseTo(0.75 * (1 / 3.0 - 0.25) + 0.25 * 0.75, within(1e-15));
    }

    @Test
    void aRetractedConfidenceLeavesNoTrace() {
        Rows once = Rows.of(Map.of(), ERROR).row(0.1, 1).row(1 / 3.0, 0);
        Rows again =
                Rows.of(Map.of(), ERROR).row(0.1, 1).row(1 / 3.0, 0).row(0.1, 0).retract(2);
        assertThat(again.state()).isEqualTo(once.state());
    }

    @Test
    void wholeNumbersAreNoProbabilities() {
        Rows rows = Rows.of(Map.of(), ERROR);
        rows.add(Cell.Numbers.scalar(1, DataType.INT64), Cell.Numbers.scalar(1, DataType.INT64));
        assertThat(rows.rejection(0)).isNotNull();
    }

    @Test
    void hingeLossIsTheDistanceFromAMarginOfOne() {
        Rows binary = Rows.of(Map.of(), "binary_hinge_loss").row(0.75, 1).row(0.5, 0);
        assertThat(binary.scalar("binary_hinge_loss")).isEqualTo((0.25 + 1.5) / 2);
        Rows several = Rows.of(Map.of("num_classes", 3), "multiclass_hinge_loss");
        several.row(new double[] {0.5, 0.25, 0.25}, 0).row(new double[] {0.5, 0.25, 0.25}, 1);
        assertThat(several.scalar("multiclass_hinge_loss")).isEqualTo((0.75 + 1.25) / 2);
    }
}
