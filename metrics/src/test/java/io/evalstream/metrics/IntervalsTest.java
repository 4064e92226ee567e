package io.evalstream.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.evalstream.metrics.batch.Cell;
import io.evalstream.metrics.batch.DataType;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.metric.Interval;
import io.evalstream.metrics.metric.PlanException;
import io.evalstream.metrics.metric.Value;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Intervals against numbers worked out apart: each formula written down again in Python, over every row and every pair of
 * rows, with the quantile of its standard library.
 */
class IntervalsTest {

    private static final Offset<Double> CLOSE = within(1e-12);
    private static final Map<String, Object> SURE = Map.of("confidence", 0.95);

    private static final double[] SCORES = {.1, .4, .35, .8, .8, .6, .2, .9, .35};
    private static final double[] HAPPENED = {0, 0, 1, 1, 0, 1, 0, 1, 0};
    private static final double[] PREDICTED = {2.5, 0, 2, 8, 1.25};
    private static final double[] TRUE = {3, -.5, 2, 7, 4};

    @ParameterizedTest
    @CsvSource({"0.95, 0.49016247153664183, 0.9433178485456247", "0.90, 0.5407928056874881,  0.9314420122624679"})
    void wilsonOfEightOfTen(double level, double lower, double upper) {
        double[] target = {1, 1, 1, 1, 1, 0, 0, 0, 0, 0};
        double[] preds = {1, 1, 1, 1, 0, 1, 0, 0, 0, 0};
        for (String metric : List.of("binary_accuracy", "multiclass_accuracy")) {
            Map<String, Object> arguments = metric.startsWith("binary")
                    ? Map.of("input", "label", "confidence", level)
                    : Map.of("input", "label", "confidence", level, "num_classes", 2, "average", "micro");
            Interval interval =
                    Example.of(metric, arguments).labels(preds, target).interval();
            assertThat(interval.lower()).as(metric).isCloseTo(lower, CLOSE);
            assertThat(interval.upper()).as(metric).isCloseTo(upper, CLOSE);
            assertThat(interval.level()).isEqualTo(level);
            assertThat(interval.method()).isEqualTo("wilson");
        }
        Interval wrong = Example.of("binary_hamming_distance", Map.of("input", "label", "confidence", level))
                .labels(preds, target)
                .interval();
        assertThat(wrong.lower()).isCloseTo(1 - upper, CLOSE);
        assertThat(wrong.upper()).isCloseTo(1 - lower, CLOSE);
    }

    @Test
    void aShareOfAClassIsOfThatClassAlone() {
        Example recall = Example.of(
                        "multiclass_recall",
                        Map.of("input", "label", "num_classes", 3, "average", "none", "confidence", 0.95))
                .labels(new double[] {0, 0, 0, 1, 2, 0, 1, 0}, new double[] {0, 0, 0, 0, 0, 1, 1, 1});
        assertInterval(recall.part("0"), 0.6, 0.230724281276013, 0.882379225767352);
        assertThat(recall.part("2"))
                .as("a class that never was true has no interval")
                .isEqualTo(new Value.Scalar(0, null));
        Example precision = Example.of("binary_precision", Map.of("confidence", 0.95))
                .rows(new double[] {.9, .8, .7, .2}, new double[] {1, 1, 0, 0});
        assertInterval(precision.value(), 2 / 3.0, 0.20765960080204782, 0.9385080552796038);
    }

    @ParameterizedTest
    @CsvSource({
        "multiclass_accuracy, macro, num_classes",
        "multiclass_recall, weighted, num_classes",
        "multiclass_specificity, micro, num_classes",
        "multilabel_accuracy, micro, num_labels",
        "multiclass_auroc, macro, num_classes"
    })
    void aMeanOfSharesIsRefusedOne(String metric, String average, String width) {
        assertThatThrownBy(() -> Example.of(metric, Map.of(width, 3, "average", average, "confidence", 0.95)))
                .isInstanceOf(PlanException.class)
                .hasMessageContaining("average")
                .hasMessageContaining("confidence: null");
    }

    @Test
    void delongOfTheExactCurve() {
        Value exact = Example.of("binary_auroc", Map.of("confidence", 0.5))
                .rows(SCORES, HAPPENED)
                .value();
        // 0.158… is the standard error of all pairs; half of a normal distribution is within 0.6744… of them.
        assertInterval(
                exact,
                0.8,
                0.8 - 0.6744897501960817 * 0.15844294451526286,
                0.8 + 0.6744897501960817 * 0.15844294451526286);
        Interval wide = Example.of("binary_auroc", SURE).rows(SCORES, HAPPENED).interval();
        assertThat(wide.lower()).isCloseTo(0.4894575351456068, CLOSE);
        assertThat(wide.upper()).as("not past 1").isEqualTo(1);
        assertThat(wide.method()).isEqualTo("delong");
    }

    @Test
    void delongOfBinsTakesThemAsTies() {
        Interval binned = Example.of(
                        "binary_auroc", Map.of("confidence", 0.95, "thresholds", List.of(0.0, 0.25, 0.5, 0.75)))
                .rows(SCORES, HAPPENED)
                .interval();
        assertThat(binned.method()).isEqualTo("delong_binned");
        double area = Example.of("binary_auroc", Map.of("thresholds", List.of(0.0, 0.25, 0.5, 0.75)))
                .rows(SCORES, HAPPENED)
                .number();
        assertThat(area - binned.lower()).isCloseTo(0.3079545658630282, CLOSE);
    }

    @Test
    void oneOfASideHasNoVariance() {
        assertThat(Example.of("binary_auroc", SURE)
                        .rows(new double[] {.2, .3, .9}, new double[] {0, 0, 1})
                        .value())
                .isEqualTo(new Value.Scalar(1, null));
    }

    @ParameterizedTest
    @CsvSource({
        "mean_squared_error, 1.8125, -1.02405698788725, 4.64905698788725",
        "mean_absolute_error, 0.95, 0.0151567608909432, 1.8848432391090566",
        "pearson_corrcoef, 0.8818863979315842, -0.0017122900890596151, 0.9921791468008213",
        "spearman_corrcoef, 0.7, -0.5909242098168016, 0.9841121485643708"
    })
    void ofPredictedNumbers(String metric, double value, double lower, double upper) {
        Example example = Example.of(metric, SURE);
        for (int i = 0; i < TRUE.length; i++) {
            example.add(Map.of(
                    Input.PREDS, Cell.Numbers.scalar(PREDICTED[i], DataType.FLOAT64),
                    Input.TARGET, Cell.Numbers.scalar(TRUE[i], DataType.FLOAT64)));
        }
        assertInterval(example.value(), value, lower, upper);
    }

    @Test
    void theRootTakesTheEndsAlong() {
        Example example = Example.of("mean_squared_error", Map.of("confidence", 0.95, "squared", false));
        for (int i = 0; i < TRUE.length; i++) {
            example.add(Map.of(
                    Input.PREDS, Cell.Numbers.scalar(PREDICTED[i], DataType.FLOAT64),
                    Input.TARGET, Cell.Numbers.scalar(TRUE[i], DataType.FLOAT64)));
        }
        assertInterval(example.value(), 1.346291201783626, 0, 2.1561671984999795);
    }

    @Test
    void ofProbabilities() {
        double[] preds = {.1, .9, .8, .3};
        double[] target = {0, 1, 1, 0};
        assertInterval(
                Example.of("binary_log_loss", SURE).rows(preds, target).value(),
                0.19763488164214868,
                0.08034566429103077,
                0.31492409899326657);
        assertInterval(
                Example.of("binary_brier_score", SURE).rows(preds, target).value(),
                0.0375,
                0.0005064910440725837,
                0.0744935089559274);
        assertInterval(
                Example.of("binary_brier_score", Map.of("confidence", 0.95, "scale_by_half", false))
                        .rows(preds, target)
                        .value(),
                0.075,
                2 * 0.0005064910440725837,
                2 * 0.0744935089559274);
    }

    @Test
    void ofAMeanWithAndWithoutWeights() {
        double[] values = {1, 2, 3, 5};
        double[] weights = {1, 2, 1, 4};
        Example plain = Example.of("mean", SURE);
        Example weighted = Example.of("mean", SURE);
        for (int i = 0; i < values.length; i++) {
            Cell value = Cell.Numbers.scalar(values[i], DataType.FLOAT64);
            plain.add(Map.of(Input.VALUE, value));
            weighted.add(Map.of(Input.VALUE, value, Input.WEIGHTS, Cell.Numbers.scalar(weights[i], DataType.FLOAT64)));
        }
        assertInterval(plain.value(), 2.75, 1.076362128947006, 4.423637871052994);
        assertInterval(weighted.value(), 3.5, 1.469836165961869, 5.530163834038131);
    }

    private static void assertInterval(Value value, double number, double lower, double upper) {
        Value.Scalar scalar = (Value.Scalar) value;
        assertThat(scalar.value()).isCloseTo(number, within(1e-10));
        Interval interval = Objects.requireNonNull(scalar.interval());
        assertThat(interval.lower()).isCloseTo(lower, within(1e-10));
        assertThat(interval.upper()).isCloseTo(upper, within(1e-10));
    }
}
