package io.evalstream.metrics.probability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.evalstream.metrics.batch.Cell;
import io.evalstream.metrics.batch.DataType;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.Row;
import io.evalstream.metrics.laws.Event;
import io.evalstream.metrics.laws.Fold;
import io.evalstream.metrics.metric.Catalogue;
import io.evalstream.metrics.metric.MetricSet;
import io.evalstream.metrics.metric.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Worked examples, among them those of scikit-learn's documentation. */
class ProbabilityTest {

    private static final Catalogue CATALOGUE = new Catalogue(List.of(new ProbabilityFamily()));
    private static final Offset<Double> CLOSE = within(1e-14);

    @Test
    void logLossOfScikitLearnsExample() {
        Seen seen = new Seen("binary_log_loss", Map.of());
        seen.row(0.1, 1, 1).row(0.9, 0, 1);
        assertThat(seen.number()).isCloseTo(-Math.log(0.1), CLOSE);
        Seen spamAndHam = new Seen("multiclass_log_loss", Map.of("num_classes", 2));
        spamAndHam.classes(1, .1, .9).classes(0, .9, .1).classes(0, .8, .2).classes(1, .35, .65);
        assertThat(spamAndHam.number()).isCloseTo(0.21616187468057912, CLOSE);
    }

    @Test
    void certaintyThatFailsCostsTheEpsilonOfItsType() {
        Seen wide = new Seen("binary_log_loss", Map.of()).row(0, 1, 1);
        assertThat(wide.number()).isCloseTo(52 * Math.log(2), CLOSE);
        Seen narrow = new Seen("binary_log_loss", Map.of()).row(DataType.FLOAT32, 1, 0, 1);
        assertThat(narrow.number()).isCloseTo(23 * Math.log(2), CLOSE);
    }

    @Test
    void logitsNeedNoClipping() {
        Seen binary = new Seen("binary_log_loss", Map.of("input", "logit")).row(-800, 1, 1);
        assertThat(binary.number()).isEqualTo(800);
        Seen several = new Seen("multiclass_log_loss", Map.of("num_classes", 3, "input", "logit"));
        assertThat(several.classes(1, 900, 0, 0).number()).isEqualTo(900);
    }

    @Test
    void brierScoreOfScikitLearnsExamples() {
        Seen binary = new Seen("binary_brier_score", Map.of());
        binary.row(0.1, 0, 1).row(0.9, 1, 1).row(0.8, 1, 1).row(0.3, 0, 1);
        assertThat(binary.number()).isCloseTo(0.0375, CLOSE);
        Seen several = new Seen("brier_score", Map.of("task", "multiclass", "num_classes", 3));
        several.classes(0, .8, .1, .1).classes(1, .2, .7, .1).classes(2, .2, .2, .6);
        assertThat(several.number()).isCloseTo(0.44 / 3, CLOSE);
        assertThat(new Seen("binary_brier_score", Map.of("scale_by_half", false))
                        .row(0.5, 1, 1)
                        .number())
                .isEqualTo(0.5);
    }

    @Test
    void skillIsNoneForTheShareOfTheClasses() {
        for (String name : List.of("binary_d2_log_loss_score", "binary_d2_brier_score")) {
            Seen shares = new Seen(name, Map.of());
            shares.row(0.25, 1, 1).row(0.25, 0, 1).row(0.25, 0, 1).row(0.25, 0, 1);
            assertThat(shares.number()).as(name).isCloseTo(0, CLOSE);
            assertThat(new Seen(name, Map.of()).row(0.5, 1, 1).row(0.5, 1, 1).value())
                    .as(name + " of one class")
                    .isInstanceOf(Value.Undefined.class);
        }
        // 0.25² + 0.25² is a quarter of 0.5² + 0.5².
        Seen good = new Seen("binary_d2_brier_score", Map.of()).row(0.75, 1, 1).row(0.25, 0, 1);
        assertThat(good.number()).isEqualTo(0.75);
        Seen asClasses = new Seen("multiclass_d2_brier_score", Map.of("num_classes", 2));
        assertThat(asClasses.classes(1, 0.25, 0.75).classes(0, 0.75, 0.25).number())
                .isEqualTo(0.75);
    }

    @Test
    void aWeightCountsAsThatManyRows() {
        for (String name : List.of("binary_log_loss", "binary_brier_score", "binary_normalized_entropy")) {
            Seen weighted = new Seen(name, Map.of()).row(0.25, 1, 3).row(0.5, 0, 1);
            Seen repeated = new Seen(name, Map.of());
            repeated.row(0.25, 1, 1).row(0.25, 1, 1).row(0.25, 1, 1).row(0.5, 0, 1);
            assertThat(weighted.number()).as(name).isEqualTo(repeated.number());
        }
    }

    @Test
    void normalizedEntropyIsOneForTheShareOfPositives() {
        Seen shares = new Seen("binary_normalized_entropy", Map.of());
        shares.row(0.5, 1, 1).row(0.5, 0, 1);
        assertThat(shares.number()).isCloseTo(1, CLOSE);
        // torcheval: a certainty that fails costs 100, the entropy of one half is log 2.
        Seen wrong =
                new Seen("binary_normalized_entropy", Map.of()).row(0, 1, 1).row(0, 0, 1);
        assertThat(wrong.number()).isCloseTo(50 / Math.log(2), within(1e-12));
    }

    @Test
    void weightedCalibrationOfTorchevalsExample() {
        Seen seen = new Seen("weighted_calibration", Map.of());
        seen.row(0.8, 1, 0.5)
                .row(0.4, 1, 1)
                .row(0.3, 0, 2)
                .row(0.8, 1, 0.4)
                .row(0.7, 1, 0)
                .row(0.6, 0, 0);
        // (0.4 + 0.4 + 0.6 + 0.32) / (0.5 + 1 + 0.4)
        assertThat(seen.number()).isCloseTo(1.72 / 1.9, CLOSE);
        assertThat(new Seen("weighted_calibration", Map.of()).row(0.8, 0, 1).value())
                .isEqualTo(Value.scalar(Double.POSITIVE_INFINITY));
    }

    /** Rows of one metric. */
    private static final class Seen {

        private final MetricSet set;
        private final List<Event> events = new ArrayList<>();

        Seen(String metric, Map<String, ?> arguments) {
            set = MetricSet.of(Map.of("it", CATALOGUE.create(metric, arguments, Map.of())));
        }

        Seen row(double pred, int target, double weight) {
            return add(Cell.Numbers.scalar(pred, DataType.FLOAT64), target, weight);
        }

        Seen row(DataType type, double pred, int target, double weight) {
            return add(Cell.Numbers.scalar(pred, type), target, weight);
        }

        Seen classes(int target, double... preds) {
            return add(Cell.Numbers.vector(preds, DataType.FLOAT64), target, 1);
        }

        private Seen add(Cell.Numbers preds, int target, double weight) {
            Row row = new Row(set.schema())
                    .set(Input.PREDS, preds)
                    .set(Input.TARGET, Cell.Numbers.scalar(target, DataType.INT64));
            if (weight != 1) {
                row.set(Input.WEIGHTS, Cell.Numbers.scalar(weight, DataType.FLOAT64));
            }
            assertThat(set.schema().check(row)).isNull();
            events.add(new Event(row, 1, 0, events.size()));
            return this;
        }

        Value value() {
            return Objects.requireNonNull(set.compute(Fold.of(set, events)).get("it"));
        }

        double number() {
            return ((Value.Scalar) value()).value();
        }
    }
}
