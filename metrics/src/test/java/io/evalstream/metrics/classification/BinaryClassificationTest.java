package io.evalstream.metrics.classification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evalstream.metrics.batch.Cell;
import io.evalstream.metrics.batch.DataType;
import io.evalstream.metrics.batch.Rejection;
import io.evalstream.metrics.metric.PlanException;
import io.evalstream.metrics.metric.Value;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class BinaryClassificationTest {

    /** Two true and one false positive, one true and one false negative. */
    private static Rows example(String... metrics) {
        return Rows.of(Map.of(), metrics)
                .row(0.9, 1)
                .row(0.6, 1)
                .row(0.7, 0)
                .row(0.2, 0)
                .row(0.4, 1);
    }

    @Test
    void everyMetricReadsTheSameFourCounts() {
        Rows rows = example(
                "binary_accuracy",
                "binary_precision",
                "binary_specificity",
                "binary_f1_score",
                "binary_cohen_kappa",
                "binary_matthews_corrcoef",
                "binary_jaccard_index",
                "binary_confusion_matrix");
        assertThat(rows.set().statistics()).hasSize(1);
        assertThat(rows.tensor("binary_confusion_matrix")).containsExactly(1, 1, 1, 2);
        assertThat(rows.scalar("binary_accuracy")).isEqualTo(3 / 5.0);
        assertThat(rows.scalar("binary_precision")).isEqualTo(2 / 3.0);
        assertThat(rows.scalar("binary_specificity")).isEqualTo(1 / 2.0);
        assertThat(rows.scalar("binary_f1_score")).isEqualTo(4 / 6.0);
        assertThat(rows.scalar("binary_jaccard_index")).isEqualTo(2 / 4.0);
        // Observed agreement 15/25, expected (2*2 + 3*3)/25 = 13/25.
        assertThat(rows.scalar("binary_cohen_kappa")).isEqualTo(2 / 12.0);
        assertThat(rows.scalar("binary_matthews_corrcoef")).isEqualTo(1 / 6.0);
    }

    @Test
    void aRetractedRowLeavesTheStateWithoutIt() {
        assertThat(example("binary_f1_score").row(0.1, 1).retract(5).state())
                .isEqualTo(example("binary_f1_score").state());
    }

    @Test
    void aScoreIsComparedInItsOwnType() {
        double asFloat = 0.3f;
        Rows rows = Rows.of(Map.of("threshold", 0.3), "binary_confusion_matrix");
        rows.add(Cell.Numbers.scalar(asFloat, DataType.FLOAT32), Cell.Numbers.scalar(0, DataType.INT64));
        assertThat(rows.tensor("binary_confusion_matrix")).containsExactly(1, 0, 0, 0);
        rows.add(Cell.Numbers.scalar(asFloat, DataType.FLOAT64), Cell.Numbers.scalar(0, DataType.INT64));
        assertThat(rows.tensor("binary_confusion_matrix")).containsExactly(1, 1, 0, 0);
    }

    @Test
    void labelsShareOneStatisticWhateverTheThreshold() {
        Map<String, Object> strict = Map.of("input", "label", "threshold", 0.9);
        Map<String, Object> lax = Map.of("input", "label", "threshold", 0.1);
        assertThat(Rows.of(strict, "binary_accuracy").set().statistics())
                .isEqualTo(Rows.of(lax, "binary_recall").set().statistics());
    }

    @Test
    void anIgnoredTargetCountsNothing() {
        Rows rows = Rows.of(Map.of("ignore_index", -1), "binary_stat_scores");
        rows.row(0.9, -1).row(0.9, 1).row(0.1, -1);
        assertThat(rows.tensor("binary_stat_scores")).containsExactly(1, 0, 0, 0, 1);
    }

    @Test
    void kappaIsUndefinedWhereChanceExplainsEverything() {
        Value value =
                Rows.of(Map.of(), "binary_cohen_kappa").row(0.9, 1).row(0.8, 1).value("binary_cohen_kappa");
        assertThat(value).isInstanceOf(Value.Undefined.class);
    }

    @Test
    void aRowThatDoesNotFitIsTurnedAwayWithItsShapes() {
        Rows rows = Rows.of(Map.of(), "binary_accuracy").row(new double[] {0.1, 0.2}, new double[] {1, 0, 1});
        Rejection rejection = Objects.requireNonNull(rows.rejection(0));
        assertThat(rejection.message()).contains("[2]").contains("[3]");
        assertThat(Rows.of(Map.of(), "binary_accuracy").row(1.5, 1).rejection(0))
                .isNotNull();
        assertThat(Rows.of(Map.of(), "binary_accuracy").row(Double.NaN, 1).rejection(0))
                .isNotNull();
    }

    @Test
    void aValueForEachRowIsInOrderOfPositionAndRetracts() {
        Map<String, String> samplewise = Map.of("multidim_average", "samplewise");
        Rows rows = Rows.of(samplewise, "binary_accuracy")
                .row(new double[] {0.9, 0.1}, new double[] {1, 1})
                .row(new double[] {0.9, 0.1}, new double[] {0, 1})
                .row(new double[] {0.9, 0.1}, new double[] {1, 0})
                .retract(1);
        assertThat(rows.tensor("binary_accuracy")).containsExactly(0.5, 1.0);
    }

    @Test
    void moreRowsThanTheCapAreUndefined() {
        Map<String, Object> samplewise = Map.of("multidim_average", "samplewise", "max_distinct", 1);
        Rows rows = Rows.of(samplewise, "binary_accuracy")
                .row(new double[] {0.9}, new double[] {1})
                .row(new double[] {0.9}, new double[] {1});
        assertThat(rows.value("binary_accuracy"))
                .isInstanceOfSatisfying(
                        Value.Undefined.class,
                        undefined -> assertThat(undefined.code()).isEqualTo(Value.Code.OVERFLOW));
    }

    @Test
    void zeroDivisionIsZeroOrOne() {
        assertThatThrownBy(() -> Rows.of(Map.of("zero_division", 0.5), "binary_precision"))
                .isInstanceOf(PlanException.class)
                .hasMessageContaining("zero_division");
        Rows rows = Rows.of(Map.of("zero_division", 1), "binary_precision").row(0.1, 1);
        assertThat(rows.scalar("binary_precision")).isEqualTo(1);
    }

    @Test
    void groupsAreToldApartEvenWhereOneHasNoRows() {
        Rows rows = Rows.of(Map.of("num_groups", 3), "binary_fairness", "binary_group_stat_rates", "binary_accuracy");
        rows.row(0.9, 1, 1).row(0.8, 0, 1).row(0.9, 1, 2).row(0.1, 1, 2);
        // Everyone is the sum of the groups, so accuracy keeps no counts of its own.
        assertThat(rows.set().statistics()).hasSize(1);
        assertThat(rows.scalar("binary_accuracy")).isEqualTo(0.5);
        assertThat(rows.value("binary_fairness"))
                .isEqualTo(new Value.Named(
                        Map.of("DP_0_1", new Value.Scalar(0, null), "EO_0_1", new Value.Scalar(0, null))));
        Value.Named rates = (Value.Named) rows.value("binary_group_stat_rates");
        assertThat(rates.values())
                .containsEntry("group_0", Value.vector(Double.NaN, Double.NaN, Double.NaN, Double.NaN))
                .containsEntry("group_2", Value.vector(0.5, 0, 0, 0.5));
    }
}
