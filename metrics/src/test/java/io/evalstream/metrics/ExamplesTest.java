package io.evalstream.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.evalstream.metrics.batch.Cell;
import io.evalstream.metrics.batch.DataType;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.metric.Value;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Metrics beyond TorchMetrics on the examples of scikit-learn's, SciPy's and torcheval's documentation, or worked out. */
class ExamplesTest {

    private static final Offset<Double> CLOSE = within(1e-14);
    private static final Map<String, Object> THREE = Map.of("num_classes", 3, "input", "label");

    @Test
    void reportOfThreeClasses() {
        Example report = Example.of(
                        "multiclass_classification_report",
                        Map.of("num_classes", 3, "input", "label", "target_names", List.of("a", "b", "c")))
                .labels(new double[] {0, 0, 2, 2, 1}, new double[] {0, 1, 2, 2, 2});
        assertThat(report.numberOf("a", "precision")).isEqualTo(0.5);
        assertThat(report.numberOf("a", "f1_score")).isCloseTo(2 / 3.0, CLOSE);
        assertThat(report.numberOf("b", "recall")).isZero();
        assertThat(report.numberOf("c", "recall")).isCloseTo(2 / 3.0, CLOSE);
        assertThat(report.numberOf("c", "support")).isEqualTo(3);
        assertThat(report.numberOf("accuracy")).isEqualTo(0.6);
        assertThat(report.numberOf("macro_avg", "precision")).isEqualTo(0.5);
        assertThat(report.numberOf("macro_avg", "recall")).isCloseTo(5 / 9.0, CLOSE);
        assertThat(report.numberOf("weighted_avg", "precision")).isCloseTo(0.7, CLOSE);
        assertThat(report.numberOf("weighted_avg", "f1_score")).isCloseTo((2 / 3.0 + 3 * 0.8) / 5, CLOSE);
        assertThat(report.numberOf("weighted_avg", "support")).isEqualTo(5);
    }

    @Test
    void reportOfYesAndNoHasBoth() {
        Example report = Example.of("classification_report", Map.of("task", "binary", "input", "label"))
                .labels(new double[] {1, 1, 0, 0}, new double[] {1, 0, 0, 0});
        assertThat(report.numberOf("0", "recall")).isCloseTo(2 / 3.0, CLOSE);
        assertThat(report.numberOf("1", "precision")).isEqualTo(0.5);
        assertThat(report.numberOf("accuracy")).isEqualTo(0.75);
        Example scores = Example.of("binary_precision_recall_fscore_support", Map.of("input", "label", "beta", 2.0))
                .labels(new double[] {1, 1, 0, 0}, new double[] {1, 0, 0, 0});
        assertThat(scores.numberOf("precision")).isEqualTo(0.5);
        assertThat(scores.numberOf("fscore")).isCloseTo(5 / 6.0, CLOSE);
        assertThat(scores.numberOf("support")).isEqualTo(1);
    }

    @Test
    void scoresOfEachClassAndTheirMean() {
        double[] preds = {0, 2, 1, 0, 0, 1};
        double[] target = {0, 1, 2, 0, 1, 2};
        Example each =
                Example.of("multiclass_precision_recall_fscore_support", THREE).labels(preds, target);
        assertThat(each.numbersOf("precision")).containsExactly(new double[] {2 / 3.0, 0, 0}, CLOSE);
        assertThat(each.numbersOf("recall")).containsExactly(1, 0, 0);
        assertThat(each.numbersOf("fscore")).containsExactly(new double[] {0.8, 0, 0}, CLOSE);
        assertThat(each.numbersOf("support")).containsExactly(2, 2, 2);
        Example macro = Example.of(
                        "multiclass_precision_recall_fscore_support",
                        Map.of("num_classes", 3, "input", "label", "average", "macro"))
                .labels(preds, target);
        assertThat(macro.numberOf("precision")).isCloseTo(2 / 9.0, CLOSE);
        assertThat(macro.numberOf("fscore")).isCloseTo(0.8 / 3, CLOSE);
    }

    @Test
    void zeroOneLoss() {
        double[] preds = {0, 1, 2, 3};
        double[] target = {1, 1, 2, 3};
        Map<String, ?> four = Map.of("num_classes", 4, "input", "label");
        assertThat(Example.of("multiclass_zero_one_loss", four)
                        .labels(preds, target)
                        .number())
                .isEqualTo(0.25);
        assertThat(Example.of(
                                "multiclass_zero_one_loss",
                                Map.of("num_classes", 4, "input", "label", "normalize", false))
                        .labels(preds, target)
                        .number())
                .isEqualTo(1);
        Example labels = Example.of("multilabel_zero_one_loss", Map.of("num_labels", 2));
        assertThat(labels.vector(new double[] {1, 1}, 0, 1)
                        .vector(new double[] {1, 1}, 1, 1)
                        .number())
                .isEqualTo(0.5);
    }

    @ParameterizedTest
    @CsvSource({"true, 0.75", "false, 3"})
    void topKAccuracy(boolean normalize, double expected) {
        Example example = Example.of("top_k_accuracy", Map.of("num_classes", 3, "k", 2, "normalize", normalize));
        example.vector(new double[] {.5, .2, .2}, 0).vector(new double[] {.3, .4, .2}, 1);
        example.vector(new double[] {.2, .4, .3}, 2).vector(new double[] {.7, .2, .1}, 2);
        assertThat(example.number()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"exact_match, 0.5", "hamming, 0.75", "overlap, 1", "contain, 0.75", "belong, 0.75"})
    void criteriaOfLabels(String criteria, double expected) {
        Example example = Example.of("multilabel_criteria_accuracy", Map.of("num_labels", 2, "criteria", criteria));
        example.vector(new double[] {0, 1}, 0, 1).vector(new double[] {1, 1}, 1, 0);
        example.vector(new double[] {0, 0}, 0, 0).vector(new double[] {0, 1}, 1, 1);
        assertThat(example.number()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"exact_match, 0", "hamming, 0.5833333333333334", "overlap, 1", "contain, 0.5", "belong, 0.25"})
    void criteriaOfTheHighestLabels(String criteria, double expected) {
        Example example = Example.of("topk_multilabel_accuracy", Map.of("num_labels", 3, "k", 2, "criteria", criteria));
        example.vector(new double[] {.1, .5, .2}, 1, 1, 0).vector(new double[] {.3, .2, .1}, 0, 1, 0);
        example.vector(new double[] {.2, .4, .5}, 1, 1, 1).vector(new double[] {0, .1, .9}, 0, 1, 0);
        assertThat(example.number()).isEqualTo(expected);
    }

    @Test
    void pairsOfRows() {
        Example example = Example.of("pair_confusion_matrix", Map.of())
                .labels(new double[] {0, 0, 1, 1}, new double[] {0, 0, 1, 2});
        assertThat(example.numbersOf()).containsExactly(8, 2, 0, 2);
    }

    @Test
    void silhouette() {
        Example example = Example.of("silhouette_score", Map.of());
        double[][] data = {{0, 0}, {1, 0}, {0, 1}, {5, 5}, {6, 5}, {9, 9}};
        int[] labels = {0, 0, 0, 1, 1, 2};
        for (int i = 0; i < labels.length; i++) {
            example.add(Map.of(
                    Input.numbers("data", Input.Side.PREDICTION), Cell.Numbers.vector(data[i], DataType.FLOAT64),
                    Input.numbers("labels", Input.Side.PREDICTION), Cell.Numbers.scalar(labels[i], DataType.INT64)));
        }
        assertThat(example.number()).isCloseTo(0.6887205403884762, within(1e-13));
    }

    @Test
    void calibrationCurve() {
        double[] target = {0, 0, 0, 0, 1, 1, 1, 1, 1};
        double[] preds = {.1, .2, .3, .4, .65, .7, .8, .9, 1};
        Example uniform =
                Example.of("binary_calibration_curve", Map.of("n_bins", 3)).rows(preds, target);
        assertThat(uniform.numbersOf("prob_true")).containsExactly(0, 0.5, 1);
        assertThat(uniform.numbersOf("prob_pred")).containsExactly(new double[] {0.2, 0.525, 0.85}, CLOSE);
        // The scores of rank 8/3 and 16/3 are 0.3667 and 0.7333.
        Example quantile = Example.of("binary_calibration_curve", Map.of("n_bins", 3, "strategy", "quantile"))
                .rows(preds, target);
        assertThat(quantile.numbersOf("counts")).containsExactly(3, 3, 3);
        assertThat(quantile.numbersOf("prob_true")).containsExactly(new double[] {0, 2 / 3.0, 1}, CLOSE);
        assertThat(quantile.numbersOf("prob_pred")).containsExactly(new double[] {0.2, 1.75 / 3, 0.9}, CLOSE);
    }

    @Test
    void anEdgeBelongsToTheBinBelow() {
        Example edge = Example.of("binary_calibration_curve", Map.of("n_bins", 5))
                .rows(new double[] {0, .2, .20000001, 1}, new double[] {0, 1, 1, 1});
        assertThat(edge.numbersOf("counts")).containsExactly(2, 1, 1);
    }

    @Test
    void outcomesAtThresholds() {
        double[] preds = {.1, .4, .35, .8};
        double[] target = {0, 0, 1, 1};
        Example counts =
                Example.of("binary_confusion_matrix_at_thresholds", Map.of()).rows(preds, target);
        assertThat(counts.numbersOf("tn")).containsExactly(2, 1, 1, 0);
        assertThat(counts.numbersOf("fp")).containsExactly(0, 1, 1, 2);
        assertThat(counts.numbersOf("fn")).containsExactly(1, 1, 0, 0);
        assertThat(counts.numbersOf("tp")).containsExactly(1, 1, 2, 2);
        assertThat(counts.numbersOf("thresholds")).containsExactly(.8, .4, .35, .1);
        Example precision = Example.of("binary_metric_at_thresholds", Map.of("metric", "precision"))
                .rows(preds, target);
        assertThat(precision.numbersOf("values")).containsExactly(new double[] {1, 0.5, 2 / 3.0, 0.5}, CLOSE);
    }

    @Test
    void ranksOfTheTrueClass() {
        for (String name : List.of("hit_rate", "reciprocal_rank")) {
            Example example = Example.of(name, Map.of("num_classes", 3, "k", 2));
            example.vector(new double[] {.3, .1, .6}, 2).vector(new double[] {.5, .2, .3}, 1);
            example.vector(new double[] {.2, .9, .2}, 0).vector(new double[] {.1, .2, .7}, 1);
            assertThat(example.number()).as(name).isEqualTo(name.equals("hit_rate") ? 0.75 : 0.5);
        }
    }

    @Test
    void discountedGain() {
        double[] relevance = {10, 0, 0, 1, 5};
        double[] scores = {.1, .2, .3, 4, 70};
        assertThat(Example.of("dcg_score", Map.of()).vector(scores, relevance).number())
                .isCloseTo(9.499457825916874, CLOSE);
        assertThat(Example.of("dcg_score", Map.of("k", 1))
                        .vector(new double[] {1, 0, 0, 0, 1}, relevance)
                        .number())
                .as("tied documents share their gain")
                .isEqualTo(7.5);
        assertThat(Example.of("ndcg_score", Map.of()).vector(scores, relevance).number())
                .isCloseTo(0.6956940443813076, within(1e-12));
    }

    @Test
    void rootOfTheLogError() {
        double[] preds = {2.5, 5, 4, 8};
        double[] target = {3, 5, 2.5, 7};
        double expected = Math.sqrt(
                (Math.pow(Math.log(3.5 / 4), 2) + Math.pow(Math.log(5 / 3.5), 2) + Math.pow(Math.log(9 / 8.0), 2)) / 4);
        Example example = Example.of("root_mean_squared_log_error", Map.of());
        for (int i = 0; i < preds.length; i++) {
            example.add(Map.of(
                    Input.PREDS, Cell.Numbers.scalar(preds[i], DataType.FLOAT64),
                    Input.TARGET, Cell.Numbers.scalar(target[i], DataType.FLOAT64)));
        }
        assertThat(example.number()).isCloseTo(expected, CLOSE);
    }

    @Test
    void distanceOfDistributions() {
        Example same = Example.of("wasserstein_distance", Map.of());
        assertThat(same.rows(new double[] {0, 1, 3}, new double[] {8, 5, 6}).number())
                .isEqualTo(5);
        // The shares up to x differ by 1/2 from 0 to 1, by 2/3 from 1 to 2, and by 1/3 from 2 to 4.
        Example uneven = Example.of("wasserstein_distance", Map.of());
        assertThat(uneven.vector(new double[] {0, 1}, 1, 2, 4).number()).isCloseTo(0.5 + 2 / 3.0 + 2 / 3.0, CLOSE);
    }

    @Test
    void covarianceWithALargeOffset() {
        Example example = Example.of("covariance", Map.of("num_features", 2));
        for (double[] row : new double[][] {{1e9 + 1, 4}, {1e9 + 2, 2}, {1e9 + 3, 3}}) {
            example.add(Map.of(Input.VALUE, Cell.Numbers.vector(row, DataType.FLOAT64)));
        }
        assertThat(example.numbersOf()).containsExactly(1, -0.5, -0.5, 1);
    }

    @Test
    void areaOfPoints() {
        Example example = Example.of("auc", Map.of());
        double[][] points = {{1, 1}, {0, 0}, {0.5, 0.5}, {0, 0.5}, {0.5, 1}};
        for (double[] point : points) {
            example.add(Map.of(
                    Input.numbers("x", Input.Side.PREDICTION), Cell.Numbers.scalar(point[0], DataType.FLOAT64),
                    Input.numbers("y", Input.Side.PREDICTION), Cell.Numbers.scalar(point[1], DataType.FLOAT64)));
        }
        assertThat(example.number()).isEqualTo(0.75);
    }

    @Test
    void rowsPerSecondOfTheTimeTheySpan() {
        Example example = Example.of("throughput", Map.of());
        for (long time : new long[] {-1, 0, 999, 1_000, 8_999, 8_000}) {
            example.at(Map.of(), time);
        }
        assertThat(example.number()).as("six rows in ten intervals").isEqualTo(0.6);
    }

    @Test
    void histogramAndQuantilesOfResiduals() {
        double[] preds = {1, 2, 3, 4, 5};
        double[] target = {1.5, 2, 2, 2, 9};
        Example histogram = Example.of("histogram", Map.of("of", "residual", "bins", 4, "lower", -1, "upper", 1));
        Example median = Example.of("quantile", Map.of("of", "absolute_error", "q", List.of(0.5, 1.0)));
        for (Example example : List.of(histogram, median)) {
            for (int i = 0; i < preds.length; i++) {
                example.add(Map.of(
                        Input.PREDS, Cell.Numbers.scalar(preds[i], DataType.FLOAT64),
                        Input.TARGET, Cell.Numbers.scalar(target[i], DataType.FLOAT64)));
            }
        }
        assertThat(histogram.numbersOf("edges")).containsExactly(-1, -0.5, 0, 0.5, 1);
        assertThat(histogram.numbersOf("counts")).containsExactly(0, 1, 1, 1);
        assertThat(histogram.numberOf("below")).isEqualTo(1);
        assertThat(histogram.numberOf("above")).isEqualTo(1);
        assertThat(median.numbersOf()[0]).isCloseTo(1, within(0.01));
        assertThat(median.numbersOf()[1]).isCloseTo(4, within(0.04));
    }

    @Test
    void aLabelDelayIsWhatTheFoldSays() {
        Example delays = Example.of("quantile", Map.of("of", "label_delay", "q", 1.0));
        delays.add(Map.of(Input.LABEL_DELAY, Cell.Numbers.scalar(90, DataType.FLOAT64)));
        assertThat(delays.number()).isCloseTo(90, within(0.9));
        assertThat(Example.of("histogram", Map.of("of", "label_delay"))
                        .add(Map.of())
                        .value())
                .isInstanceOf(Value.Undefined.class);
    }
}
