package io.evalstream.metrics.ranking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;

class LabelRankingTest {

    @Test
    void coverage_is_the_depth_of_the_lowest_relevant_label() {
        assertThat(ranked("multilabel_coverage_error")).isEqualTo((2 + 3) / 2.);
    }

    @Test
    void average_precision_is_the_share_of_relevant_labels_down_to_each() {
        assertThat(ranked("multilabel_ranking_average_precision")).isCloseTo((1 / 2. + 1 / 3.) / 2, within(1e-16));
    }

    @Test
    void loss_is_the_share_of_pairs_in_the_wrong_order() {
        assertThat(ranked("multilabel_ranking_loss")).isEqualTo((1 / 2. + 2 / 2.) / 2);
    }

    @Test
    void of_equal_scores_the_later_label_ranks_higher() {
        Seen first = seen("multilabel_ranking_loss").labels(new double[] {.5, .5, .5}, 1, 0, 0);
        Seen last = seen("multilabel_ranking_loss").labels(new double[] {.5, .5, .5}, 0, 0, 1);
        assertThat(first.number()).isEqualTo(1);
        assertThat(last.number()).isZero();
    }

    @Test
    void a_sample_whose_labels_are_all_alike_counts_as_one() {
        assertThat(seen("multilabel_ranking_loss")
                        .labels(new double[] {.1, .9, .2}, 1, 1, 1)
                        .labels(new double[] {.1, .9, .2}, 0, 0, 0)
                        .labels(new double[] {.1, .9, .2}, 1, 0, 0)
                        .number())
                .isEqualTo(1 / 3.);
    }

    private static double ranked(String metric) {
        return seen(metric)
                .labels(new double[] {.75, .5, 1}, 1, 0, 0)
                .labels(new double[] {1, .2, .1}, 0, 0, 1)
                .number();
    }

    private static Seen seen(String metric) {
        return Seen.by(metric, Map.of("num_labels", 3));
    }
}
