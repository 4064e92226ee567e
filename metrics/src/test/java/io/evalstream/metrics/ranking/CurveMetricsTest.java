package io.evalstream.metrics.ranking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.evalstream.metrics.batch.Rejection;
import io.evalstream.metrics.metric.PlanException;
import io.evalstream.metrics.metric.Value;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CurveMetricsTest {

    /** Two tied at the top, one of each kind; then a positive, then a negative. */
    private static final double[] SCORES = {1, 1, .2, .1};

    private static final int[] TARGETS = {1, 0, 1, 0};

    @Test
    void auroc_counts_a_tie_half() {
        // Of the four pairs of a positive and a negative: a tie, a win, a loss and a win.
        assertThat(auroc(Map.of())).isEqualTo(2.5 / 4);
    }

    @Test
    void a_binned_curve_has_its_cut_points_only() {
        // It begins where the tied two are reached, at (1/2, 1/2): the area to the left is not counted.
        assertThat(auroc(Map.of("thresholds", 11))).isEqualTo(.5);
        assertThat(auroc(Map.of("thresholds", List.of(.3, .6)))).isZero();
    }

    @Test
    void the_partial_area_is_standardised() {
        // The curve is (0, 0), (1/2, 1/2), (1/2, 1), (1, 1): up to 1/4 it is the diagonal.
        assertThat(auroc(Map.of("max_fpr", .25))).isEqualTo(.5);
        // Up to 3/4 the area is 1/8 + 1/4; (1 + (3/8 - 9/32) / (3/4 - 9/32)) / 2 = 3/5.
        assertThat(auroc(Map.of("max_fpr", .75))).isCloseTo(.6, within(1e-15));
    }

    @Test
    void average_precision_weighs_precision_by_the_recall_added() {
        assertThat(Seen.by("binary_average_precision", Map.of())
                        .binary(SCORES, TARGETS)
                        .number())
                .isCloseTo(.5 * 1 / 2 + .5 * 2 / 3, within(1e-15));
    }

    @Test
    void a_retracted_score_is_no_point_of_the_curve() {
        Seen seen = Seen.by("binary_roc", Map.of()).binary(SCORES, TARGETS);
        double[] thresholds = seen.part("thresholds");
        seen.binary(new double[] {.7}, 1).retracted(.7, 1);
        assertThat(seen.part("thresholds")).containsExactly(thresholds).containsExactly(1, 1, .2, .1);
    }

    @Test
    void scores_on_their_own_scale_keep_every_bit() {
        Map<String, @Nullable Object> arguments = Collections.singletonMap("normalization", null);
        double[] scores = {-1e300, -3, -Double.MIN_VALUE, 0, Math.PI, Math.nextUp(Math.PI), 1e300};
        Seen seen = Seen.by("binary_precision_recall_curve", arguments).binary(scores, 0, 1, 1, 0, 1, 0, 1);
        assertThat(seen.part("thresholds")).containsExactly(scores);
        assertThat(seen.part("precision")).containsExactly(4 / 7., 4 / 6., 3 / 5., 2 / 4., 2 / 3., 1 / 2., 1, 1);
    }

    @Test
    void more_distinct_scores_than_the_cap_are_undefined() {
        Value value = Seen.by("binary_auroc", Map.of("max_distinct", 3))
                .binary(SCORES, TARGETS)
                .value();
        assertThat(value).isInstanceOfSatisfying(Value.Undefined.class, undefined -> {
            assertThat(undefined.code()).isEqualTo(Value.Code.OVERFLOW);
            assertThat(undefined.reason()).contains("3").contains("thresholds=");
        });
    }

    @Test
    void an_absent_class_has_no_average_precision_whether_exact_or_binned() {
        for (Map<String, Object> thresholds : List.<Map<String, Object>>of(Map.of(), Map.of("thresholds", 101))) {
            Map<String, Object> arguments = new java.util.HashMap<>(thresholds);
            arguments.put("num_classes", 3);
            assertThat(onlyClassZero("multiclass_average_precision", arguments).number())
                    .isEqualTo(1);
            arguments.put("average", "none");
            assertThat(onlyClassZero("multiclass_average_precision", arguments).value())
                    .isEqualTo(Value.vector(1, Double.NaN, Double.NaN));
        }
    }

    @Test
    void the_elements_of_a_row_count_one_by_one() {
        Seen rows = Seen.by("multiclass_auroc", Map.of("num_classes", 2, "average", "none"))
                .classes(0, .9, .1)
                .classes(1, .6, .4)
                .classes(1, .2, .8);
        Seen tensor = Seen.by("multiclass_auroc", Map.of("num_classes", 2, "average", "none"))
                .row(new double[] {.9, .6, .2, .1, .4, .8}, new int[] {2, 3}, new double[] {0, 1, 1}, new int[] {3}, 1);
        assertThat(tensor.value()).isEqualTo(rows.value());
    }

    @Test
    void a_micro_average_is_the_curve_of_all_elements() {
        double[] all = {.1, .7, .4, .6, .7, .2};
        int[] targets = {0, 1, 1, 0, 0, 1};
        Seen micro = Seen.by("multilabel_auroc", Map.of("num_labels", 3, "average", "micro"))
                .labels(new double[] {.1, .7, .4}, 0, 1, 1)
                .labels(new double[] {.6, .7, .2}, 0, 0, 1);
        assertThat(micro.number())
                .isEqualTo(
                        Seen.by("binary_auroc", Map.of()).binary(all, targets).number());
    }

    @Test
    void the_log_area_begins_at_the_upper_end_of_a_vertical_step() {
        // True positive rate 1/2 up to false positive rate 1/2, which is past the range.
        assertThat(Seen.by("binary_logauc", Map.of())
                        .binary(new double[] {.9, .8, .7, .6}, 1, 0, 1, 0)
                        .number())
                .isCloseTo(.5, within(1e-15));
    }

    @Test
    void an_operating_point_that_no_threshold_reaches_has_no_threshold() {
        Value value = Seen.by("binary_recall_at_fixed_precision", Map.of("min_precision", .9))
                .binary(SCORES, TARGETS)
                .value();
        Map<String, Value> parts = ((Value.Named) value).values();
        assertThat(parts).containsEntry("recall", Value.scalar(0));
        assertThat(parts.get("threshold")).isInstanceOf(Value.Undefined.class);
    }

    @Test
    void a_specificity_met_exactly_is_met() {
        // 1 - 9/10 is less than 1/10 in binary floating point.
        double[] scores = {.99, .98, .97, .96, .95, .94, .93, .92, .91, .9, .1};
        Value value = Seen.by("binary_sensitivity_at_specificity", Map.of("min_specificity", .1))
                .binary(scores, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0)
                .value();
        assertThat(((Value.Named) value).values()).containsEntry("sensitivity", Value.scalar(1));
    }

    @Test
    void targets_have_the_shape_of_the_scores_without_the_classes() {
        Seen seen = Seen.by("multiclass_auroc", Map.of("num_classes", 3));
        Rejection rejection =
                seen.rejection(new double[] {.1, .2, .7}, new int[] {3}, new double[] {1, 1}, new int[] {2});
        assertThat(Objects.requireNonNull(rejection).reason()).isEqualTo(Rejection.Reason.WRONG_WIDTH);
    }

    @Test
    void arguments_that_cannot_be_are_refused_with_what_was_expected() {
        assertThatThrownBy(() -> Seen.by("binary_auroc", Map.of("max_fpr", 1.5)))
                .isInstanceOf(PlanException.class)
                .hasMessageContaining("1.5")
                .hasMessageContaining("at most 1");
        assertThatThrownBy(() -> Seen.by("binary_logauc", Map.of("fpr_range", List.of(.5, .1))))
                .isInstanceOf(PlanException.class)
                .hasMessageContaining("smaller one first");
        assertThatThrownBy(() -> Seen.by("auroc", Map.of("task", "multiclass")))
                .isInstanceOf(PlanException.class)
                .hasMessageContaining("num_classes");
        assertThatThrownBy(() -> Seen.by("auroc", Map.of("task", "multiclass", "num_classes", 3, "average", "micro")))
                .isInstanceOf(PlanException.class)
                .hasMessageContaining("multiclass");
    }

    private static double auroc(Map<String, Object> arguments) {
        return Seen.by("binary_auroc", arguments).binary(SCORES, TARGETS).number();
    }

    private static Seen onlyClassZero(String metric, Map<String, Object> arguments) {
        return Seen.by(metric, arguments).classes(0, .5, .3, .2).classes(0, .1, .6, .3);
    }
}
