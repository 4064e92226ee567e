package io.evalstream.metrics.classification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.evalstream.metrics.metric.PlanException;
import io.evalstream.metrics.metric.Value;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MulticlassClassificationTest {

    private static final String[] READ_FROM_MARGINS = {
        "multiclass_accuracy",
        "multiclass_precision",
        "multiclass_specificity",
        "multiclass_f1_score",
        "multiclass_matthews_corrcoef",
        "multiclass_jaccard_index"
    };

    private static Rows random(Rows rows, int classes) {
        Random random = new Random(7);
        for (int i = 0; i < 50; i++) {
            rows.row(random.nextInt(classes), random.nextInt(classes));
        }
        return rows;
    }

    @Test
    void aPlanWithAMatrixKeepsOnlyTheMatrixAndSaysTheSame() {
        Map<String, Object> arguments = Map.of("num_classes", 4, "input", "label", "ignore_index", 2);
        String[] withMatrix = java.util.Arrays.copyOf(READ_FROM_MARGINS, READ_FROM_MARGINS.length + 1);
        withMatrix[READ_FROM_MARGINS.length] = "multiclass_confusion_matrix";
        Rows alone = random(Rows.of(arguments, READ_FROM_MARGINS), 4);
        Rows together = random(Rows.of(arguments, withMatrix), 4);
        assertThat(alone.set().statistics()).singleElement().isInstanceOf(ClassCounts.class);
        assertThat(together.set().statistics()).singleElement().isInstanceOf(ClassMatrix.class);
        for (String name : READ_FROM_MARGINS) {
            assertThat(together.value(name)).as(name).isEqualTo(alone.value(name));
        }
    }

    @Test
    void averagesLeaveOutClassesThatAreNeverSeen() {
        // Classes 0 and 1 are half and fully found; class 2 is predicted but never true; class 3 is never seen.
        Rows rows = Rows.of(Map.of("num_classes", 4, "input", "label"), "multiclass_recall", "multiclass_stat_scores");
        rows.row(0, 0).row(2, 0).row(1, 1);
        assertThat(rows.scalar("multiclass_recall")).isEqualTo((0.5 + 1 + 0) / 3);
        assertThat(rows.tensor("multiclass_stat_scores")).containsExactly(2 / 4.0, 1 / 4.0, 8 / 4.0, 1 / 4.0, 3 / 4.0);
    }

    @Test
    void tiesGoToTheLowerClass() {
        Rows rows = Rows.of(Map.of("num_classes", 3, "top_k", 2, "average", "micro"), "multiclass_accuracy");
        double[] tied = {0.2, 0.2, 0.2};
        rows.row(tied, 0).row(tied, 1).row(tied, 2);
        assertThat(rows.scalar("multiclass_accuracy")).isEqualTo(2 / 3.0);
    }

    @Test
    void scoresOfSeveralElementsLieClassByClass() {
        Rows rows = Rows.of(Map.of("num_classes", 2), "multiclass_confusion_matrix");
        rows.add(
                new io.evalstream.metrics.batch.Cell.Numbers(
                        new double[] {0.9, 0.2, 0.6, 0.1, 0.8, 0.4},
                        io.evalstream.metrics.batch.DataType.FLOAT64,
                        new int[] {2, 3}),
                io.evalstream.metrics.batch.Cell.Numbers.vector(
                        new double[] {0, 1, 1}, io.evalstream.metrics.batch.DataType.INT64));
        assertThat(rows.tensor("multiclass_confusion_matrix")).containsExactly(1, 0, 1, 1);
    }

    @Test
    void aPredictionMayBeTheIgnoredIndexOnlyWhereTheTargetIs() {
        Rows rows = Rows.of(Map.of("num_classes", 3, "input", "label", "ignore_index", -1), "multiclass_accuracy");
        rows.row(-1, -1).row(-1, 0);
        assertThat(rows.rejection(0)).isNull();
        assertThat(rows.rejection(1)).isNotNull();
    }

    @Test
    void weightedKappaIsThatOfTheDefinition() {
        Random random = new Random(3);
        double[][] counts = new double[5][5];
        Rows linear =
                Rows.of(Map.of("num_classes", 5, "input", "label", "weights", "linear"), "multiclass_cohen_kappa");
        Rows quadratic =
                Rows.of(Map.of("num_classes", 5, "input", "label", "weights", "quadratic"), "multiclass_cohen_kappa");
        for (int i = 0; i < 40; i++) {
            int actual = random.nextInt(5);
            int predicted = random.nextInt(5);
            counts[actual][predicted]++;
            linear.row(predicted, actual);
            quadratic.row(predicted, actual);
        }
        assertThat(linear.scalar("multiclass_cohen_kappa")).isCloseTo(kappa(counts, 1), within(1e-14));
        assertThat(quadratic.scalar("multiclass_cohen_kappa")).isCloseTo(kappa(counts, 2), within(1e-14));
    }

    @Test
    void manyClassesKeepOnlyTheCellsThatOccur() {
        Rows rows = Rows.of(
                Map.of("num_classes", 100_000, "input", "label", "max_distinct", 2, "average", "micro"),
                "multiclass_confusion_matrix",
                "multiclass_accuracy");
        rows.row(99_999, 7).row(99_999, 7).row(3, 3);
        Value.Tensor cells = (Value.Tensor) rows.value("multiclass_confusion_matrix");
        assertThat(cells.shape()).containsExactly(2, 3);
        assertThat(cells.values()).containsExactly(3, 3, 1, 7, 99_999, 2);
        rows.row(4, 4);
        assertThat(rows.value("multiclass_confusion_matrix")).isInstanceOf(Value.Undefined.class);
        assertThat(rows.scalar("multiclass_accuracy")).isEqualTo(0.5);
    }

    @Test
    void labelsHaveNoTopK() {
        assertThatThrownBy(() -> Rows.of(Map.of("num_classes", 3, "input", "label", "top_k", 2), "multiclass_recall"))
                .isInstanceOf(PlanException.class)
                .hasMessageContaining("top_k");
    }

    @Test
    void toldItsTaskAMetricIsThatOfTheTaskWithMicroAverages() {
        Map<String, Object> arguments = Map.of("task", "multiclass", "num_classes", 3, "input", "label");
        Rows rows = Rows.of(arguments, "f1_score").row(0, 0).row(1, 0).row(2, 2).row(2, 1);
        assertThat(rows.scalar("f1_score")).isEqualTo(0.5);
    }

    @Test
    void labelsOfARowAreCountedApartAndTogether() {
        Map<String, Object> arguments = Map.of("num_labels", 2, "average", "none");
        Rows rows = Rows.of(arguments, "multilabel_recall", "multilabel_exact_match", "multilabel_matthews_corrcoef");
        // Both count all labels together or apart; the apart ones say the together ones.
        assertThat(rows.set().statistics())
                .extracting(statistic -> statistic.getClass().getSimpleName())
                .isEqualTo(List.of("LabelCounts", "LabelMatches"));
        rows.row(new double[] {0.9, 0.9}, new double[] {1, 1}).row(new double[] {0.9, 0.1}, new double[] {1, 1});
        assertThat(rows.tensor("multilabel_recall")).containsExactly(1, 0.5);
        assertThat(rows.scalar("multilabel_exact_match")).isEqualTo(0.5);
    }

    private static double kappa(double[][] counts, int power) {
        double total = 0;
        double[] actual = new double[counts.length];
        double[] predicted = new double[counts.length];
        for (int i = 0; i < counts.length; i++) {
            for (int j = 0; j < counts.length; j++) {
                actual[i] += counts[i][j];
                predicted[j] += counts[i][j];
                total += counts[i][j];
            }
        }
        double observed = 0;
        double expected = 0;
        for (int i = 0; i < counts.length; i++) {
            for (int j = 0; j < counts.length; j++) {
                double weight = StrictMath.pow(Math.abs(i - j), power);
                observed += weight * counts[i][j];
                expected += weight * actual[i] * predicted[j] / total;
            }
        }
        return 1 - observed / expected;
    }
}
