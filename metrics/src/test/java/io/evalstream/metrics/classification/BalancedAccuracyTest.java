package io.evalstream.metrics.classification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.evalstream.metrics.metric.Value;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The examples of scikit-learn's documentation, and classes that are absent. */
class BalancedAccuracyTest {

    private static final int[] TARGET = {0, 1, 0, 0, 1, 0};
    private static final int[] PREDICTED = {0, 1, 0, 0, 0, 1};

    @Test
    void scikitLearnsExample() {
        assertThat(labels(Map.of("input", "label"), "binary_balanced_accuracy", PREDICTED, TARGET)
                        .scalar("binary_balanced_accuracy"))
                .isEqualTo(0.625);
        Map<String, ?> three = Map.of("input", "label", "num_classes", 3);
        assertThat(labels(three, "multiclass_balanced_accuracy", PREDICTED, TARGET)
                        .scalar("multiclass_balanced_accuracy"))
                .as("a class that is never true does not count")
                .isEqualTo(0.625);
        Map<String, ?> adjusted = Map.of("input", "label", "adjusted", true);
        assertThat(labels(adjusted, "binary_balanced_accuracy", PREDICTED, TARGET)
                        .scalar("binary_balanced_accuracy"))
                .isEqualTo(0.25);
    }

    @Test
    void aClassThatIsOnlyPredictedIsLeftOut() {
        Map<String, ?> three = Map.of("input", "label", "num_classes", 3);
        int[] predicted = {2, 1};
        int[] target = {0, 1};
        assertThat(labels(three, "multiclass_balanced_accuracy", predicted, target)
                        .scalar("multiclass_balanced_accuracy"))
                .isEqualTo(0.5);
        assertThat(labels(three, "multiclass_accuracy", predicted, target).scalar("multiclass_accuracy"))
                .isCloseTo(1 / 3.0, within(1e-15));
    }

    @Test
    void ofOneClassThereIsNothingToAdjust() {
        Map<String, ?> adjusted = Map.of("input", "label", "adjusted", true);
        int[] positives = {1, 1};
        assertThat(labels(adjusted, "binary_balanced_accuracy", positives, positives)
                        .value("binary_balanced_accuracy"))
                .isInstanceOf(Value.Undefined.class);
    }

    @Test
    void likelihoodRatiosOfScikitLearnsExample() {
        String name = "binary_class_likelihood_ratios";
        Rows rows = labels(Map.of("input", "label"), name, new int[] {1, 1, 0, 0, 0}, new int[] {0, 1, 0, 1, 0});
        assertThat(part(rows.value(name), "positive")).isEqualTo(Value.scalar(1.5));
        assertThat(part(rows.value(name), "negative")).isEqualTo(Value.scalar(0.75));
    }

    @Test
    void aRatioWithoutFalsePositivesHasALimit() {
        String name = "binary_class_likelihood_ratios";
        Rows rows = labels(Map.of("input", "label"), name, new int[] {1, 0, 0}, new int[] {1, 1, 0});
        assertThat(part(rows.value(name), "positive")).isEqualTo(Value.scalar(Double.POSITIVE_INFINITY));
        assertThat(part(rows.value(name), "negative")).isEqualTo(Value.scalar(0.5));
    }

    private static Value part(Value value, String name) {
        return Objects.requireNonNull(((Value.Named) value).values().get(name));
    }

    private static Rows labels(Map<String, ?> arguments, String metric, int[] predicted, int[] target) {
        Rows rows = Rows.of(arguments, metric);
        for (int i = 0; i < target.length; i++) {
            rows.row(predicted[i], target[i]);
        }
        return rows;
    }
}
