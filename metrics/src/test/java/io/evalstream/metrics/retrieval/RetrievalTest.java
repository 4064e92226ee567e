package io.evalstream.metrics.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.evalstream.metrics.batch.Rejection;
import io.evalstream.metrics.metric.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetrievalTest {

    @Test
    void average_precision_is_the_mean_of_precisions_at_relevant_ranks() {
        assertThat(Asked.of("retrieval_map", Map.of())
                        .query(4, new double[] {.9, .8, .7, .6}, 1, 0, 1, 0)
                        .number())
                .isCloseTo((1 / 1. + 2 / 3.) / 2, within(1e-15));
    }

    @Test
    void documents_of_a_query_may_come_between_those_of_others() {
        double together = Asked.of("retrieval_mrr", Map.of())
                .query(1, new double[] {.9, .8}, 0, 1)
                .query(2, new double[] {.9, .8}, 1, 0)
                .number();
        double between = Asked.of("retrieval_mrr", Map.of())
                .document(2, .9, 1)
                .row(1, new double[] {1, 2}, new double[] {.8, .8}, 1, 0)
                .document(1, .9, 0)
                .number();
        assertThat(together).isEqualTo(.75);
        assertThat(between).isEqualTo(together);
    }

    @Test
    void a_retracted_document_is_as_if_it_had_not_come() {
        assertThat(Asked.of("retrieval_precision", Map.of())
                        .query(1, new double[] {.9, .8}, 1, 0)
                        .document(2, .9, 0)
                        .retracted(2, .9, 0)
                        .number())
                .isEqualTo(.5);
    }

    @Test
    void the_median_of_two_queries_is_the_lower() {
        assertThat(Asked.of("retrieval_mrr", Map.of("aggregation", "median"))
                        .query(1, new double[] {.9, .8}, 0, 1)
                        .query(2, new double[] {.9, .8}, 1, 0)
                        .number())
                .isEqualTo(.5);
    }

    @Test
    void a_query_without_relevant_documents_is_undefined_where_that_is_an_error() {
        Value value = Asked.of("retrieval_recall", Map.of("empty_target_action", "error"))
                .query(17, new double[] {.9}, 0)
                .value();
        assertThat(value).isInstanceOfSatisfying(Value.Undefined.class, undefined -> {
            assertThat(undefined.code()).isEqualTo(Value.Code.DEGENERATE);
            assertThat(undefined.reason()).contains("17");
        });
    }

    @Test
    void the_best_rank_has_the_highest_recall_of_those_precise_enough() {
        Asked asked = Asked.of("retrieval_recall_at_fixed_precision", Map.of("min_precision", .5))
                .query(1, new double[] {.9, .8, .7, .6, .5}, 1, 0, 0, 1, 1);
        assertThat(asked.part("max_recall")).containsExactly(1);
        assertThat(asked.part("best_k")).containsExactly(5);
    }

    @Test
    void a_score_that_is_not_a_number_is_turned_away() {
        Rejection rejection =
                Asked.of("retrieval_map", Map.of()).rejection(new double[] {1}, new double[] {Double.NaN}, 1);
        assertThat(Objects.requireNonNull(rejection).reason()).isEqualTo(Rejection.Reason.NOT_A_NUMBER);
    }

    @ParameterizedTest
    @CsvSource({
        "retrieval_map",
        "retrieval_mrr",
        "retrieval_precision",
        "retrieval_recall",
        "retrieval_fall_out",
        "retrieval_hit_rate",
        "retrieval_normalized_dcg",
        "retrieval_auroc"
    })
    void a_tied_query_is_worth_the_mean_over_all_orders_of_its_ties(String metric) {
        Random random = new Random(5);
        for (int i = 0; i < 20; i++) {
            Map<String, Object> arguments = Map.of("top_k", 1 + random.nextInt(5));
            double[] scores = random.doubles(5, -.5, 3).map(Math::ceil).toArray();
            double[] relevances = random.ints(5, 0, 2).asDoubleStream().toArray();
            assertThat(Asked.of(metric, arguments).query(1, scores, relevances).number())
                    .as(metric + arguments)
                    .isCloseTo(meanOverOrders(metric, arguments, scores, relevances), within(1e-14));
        }
    }

    @Test
    void r_precision_and_the_curve_take_the_mean_over_orders_too() {
        double[] scores = {2, 1, 1, 1};
        double[] relevances = {1, 1, 0, 0};
        assertThat(Asked.of("retrieval_r_precision", Map.of())
                        .query(1, scores, relevances)
                        .number())
                .isCloseTo(meanOverOrders("retrieval_r_precision", Map.of(), scores, relevances), within(1e-15));
        assertThat(Asked.of("retrieval_precision_recall_curve", Map.of())
                        .query(1, scores, relevances)
                        .part("recall"))
                .containsExactly(new double[] {1 / 2., 2 / 3., 5 / 6., 1}, within(1e-15));
    }

    /** Breaks the ties in every way; positive scores stay positive, and others not. */
    private static double meanOverOrders(
            String metric, Map<String, Object> arguments, double[] scores, double[] relevances) {
        List<double[]> orders = new ArrayList<>();
        permute(scores, new double[scores.length], 0, 0, orders);
        return orders.stream()
                .mapToDouble(order ->
                        Asked.of(metric, arguments).query(1, order, relevances).number())
                .average()
                .orElseThrow();
    }

    private static void permute(double[] scores, double[] broken, int used, int depth, List<double[]> into) {
        if (depth == scores.length) {
            into.add(broken.clone());
            return;
        }
        for (int i = 0; i < scores.length; i++) {
            if ((used >> i & 1) == 0) {
                broken[i] = scores[i] - depth * 1e-3;
                permute(scores, broken, used | 1 << i, depth + 1, into);
            }
        }
    }
}
