package io.evalstream.metrics.clustering;

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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClusteringTest {

    private static final Catalogue CATALOGUE = new Catalogue(List.of(new ClusteringFamily()));
    private static final double[][] DATA = {{0, 0}, {0, 2}, {4, 0}, {4, 4}, {6, 2}};
    private static final int[] CLUSTERS = {0, 0, 1, 1, 1};

    @Test
    void five_of_six_pairs_agree() {
        int[] target = {0, 0, 1, 1};
        int[] preds = {0, 0, 1, 2};
        assertThat(labels("rand_score", Map.of(), preds, target)).isCloseTo(5 / 6., within(1e-15));
        // Expected: 2 pairs of a class, 1 of a cluster, of 6.
        assertThat(labels("adjusted_rand_score", Map.of(), preds, target))
                .isCloseTo((1 - 2 / 6.) / ((2 + 1) / 2. - 2 / 6.), within(1e-15));
        assertThat(labels("fowlkes_mallows_index", Map.of(), preds, target)).isCloseTo(Math.sqrt(.5), within(1e-15));
    }

    @Test
    void labels_that_say_nothing_of_each_other_have_nothing_in_common() {
        int[] target = {0, 1, 0, 1};
        int[] preds = {5, 5, -7, -7};
        assertThat(labels("mutual_info_score", Map.of(), preds, target)).isZero();
        assertThat(labels("v_measure_score", Map.of(), preds, target)).isZero();
    }

    @Test
    void the_expected_information_is_the_mean_over_all_shuffles() {
        int[] target = {0, 0, 0, 1, 1, 2};
        int[] preds = {0, 1, 0, 1, 1, 1};
        double[] sum = {0, 0};
        shuffle(preds.clone(), 0, shuffled -> {
            sum[0] += labels("mutual_info_score", Map.of(), shuffled, target);
            sum[1]++;
        });
        double expected = sum[0] / sum[1];
        double mutual = labels("mutual_info_score", Map.of(), preds, target);
        double most = mutual / labels("normalized_mutual_info_score", Map.of("average_method", "max"), preds, target);
        assertThat(labels("adjusted_mutual_info_score", Map.of("average_method", "max"), preds, target))
                .isCloseTo((mutual - expected) / (most - expected), within(1e-13));
    }

    @Test
    void the_assignment_is_the_best_of_all() {
        Random random = new Random(3);
        for (int i = 0; i < 50; i++) {
            int[] target = random.ints(25, 0, 5).toArray();
            int[] preds = random.ints(25, 0, 2 + random.nextInt(4)).toArray();
            double[] best = {0};
            shuffle(new int[] {0, 1, 2, 3, 4}, 0, classOf -> {
                double agreeing = 0;
                for (int row = 0; row < target.length; row++) {
                    agreeing += classOf[preds[row]] == target[row] ? 1 : 0;
                }
                best[0] = Math.max(best[0], agreeing / target.length);
            });
            assertThat(labels("cluster_accuracy", Map.of("num_classes", 5), preds, target))
                    .isEqualTo(best[0]);
        }
    }

    @Test
    void dispersion_between_and_within_by_hand() {
        // Centroids (0, 1) and (14/3, 2), of all (14/5, 8/5).
        double between = 2 * (2.8 * 2.8 + .36) + 3 * (Math.pow(14 / 3. - 2.8, 2) + .16);
        double within = 2 + 2 * Math.pow(2 / 3., 2) + Math.pow(4 / 3., 2) + 4 + 4;
        assertThat(data("calinski_harabasz_score", Map.of(), DATA, CLUSTERS, 0))
                .isCloseTo(between * 3 / within, within(1e-13));
    }

    @Test
    void distances_by_hand() {
        double apart = Math.hypot(14 / 3., 1);
        double spread = (2 * Math.hypot(2 / 3., 2) + 4 / 3.) / 3;
        assertThat(data("davies_bouldin_score", Map.of(), DATA, CLUSTERS, 0))
                .isCloseTo((1 + spread) / apart, within(1e-15));
        assertThat(data("dunn_index", Map.of(), DATA, CLUSTERS, 0))
                .isCloseTo(apart / Math.hypot(2 / 3., 2), within(1e-15));
        assertThat(data("dunn_index", Map.of("p", 1), DATA, CLUSTERS, 0))
                .isCloseTo((14 / 3. + 1) / (2 / 3. + 2), within(1e-15));
    }

    @ParameterizedTest
    @CsvSource({"calinski_harabasz_score, 1e-13", "davies_bouldin_score, 1e-6", "dunn_index, 1e-6"})
    void far_from_zero_is_as_good_as_near_it(String metric, double tolerance) {
        assertThat(data(metric, Map.of(), DATA, CLUSTERS, 1e9))
                .isCloseTo(data(metric, Map.of(), DATA, CLUSTERS, 0), within(tolerance));
    }

    @ParameterizedTest
    @ValueSource(strings = {"calinski_harabasz_score", "davies_bouldin_score"})
    void one_cluster_is_too_few(String metric) {
        MetricSet set = metric(metric, Map.of());
        assertThat(value(set, rows(set, DATA, new int[5], 0)))
                .isInstanceOfSatisfying(
                        Value.Undefined.class,
                        undefined -> assertThat(undefined.code()).isEqualTo(Value.Code.TOO_FEW));
    }

    @Test
    void rows_of_many_features_are_put_together_again() {
        double[][] wide = new double[6][11];
        Random random = new Random(1);
        Arrays.stream(wide).forEach(row -> Arrays.setAll(row, i -> random.nextInt(9)));
        int[] clusters = {0, 1, 0, 1, 0, 1};
        double[][] reversed = Arrays.stream(wide)
                .map(row -> {
                    double[] back = row.clone();
                    Arrays.setAll(back, i -> row[row.length - 1 - i]);
                    return back;
                })
                .toArray(double[][]::new);
        assertThat(data("dunn_index", Map.of("p", 1), wide, clusters, 0))
                .isCloseTo(data("dunn_index", Map.of("p", 1), reversed, clusters, 0), within(1e-12));
    }

    private static double labels(
            String metric, Map<String, ? extends @Nullable Object> arguments, int[] preds, int[] target) {
        MetricSet set = metric(metric, arguments);
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < preds.length; i++) {
            events.add(event(
                    set,
                    new Row(set.schema())
                            .set(Input.PREDS, Cell.Numbers.scalar(preds[i], DataType.INT64))
                            .set(Input.TARGET, Cell.Numbers.scalar(target[i], DataType.INT64)),
                    i));
        }
        return ((Value.Scalar) value(set, events)).value();
    }

    private static double data(
            String metric,
            Map<String, ? extends @Nullable Object> arguments,
            double[][] data,
            int[] clusters,
            double offset) {
        MetricSet set = metric(metric, arguments);
        return ((Value.Scalar) value(set, rows(set, data, clusters, offset))).value();
    }

    private static List<Event> rows(MetricSet set, double[][] data, int[] clusters, double offset) {
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < data.length; i++) {
            double[] features = Arrays.stream(data[i]).map(one -> one + offset).toArray();
            events.add(event(
                    set,
                    new Row(set.schema())
                            .set(Features.DATA, Cell.Numbers.vector(features, DataType.FLOAT64))
                            .set(Features.LABELS, Cell.Numbers.scalar(clusters[i], DataType.INT64)),
                    i));
        }
        return events;
    }

    private static Event event(MetricSet set, Row row, int place) {
        assertThat(set.schema().check(row)).isNull();
        return new Event(row, 1, 0, place);
    }

    private static Value value(MetricSet set, List<Event> events) {
        return Objects.requireNonNull(set.compute(Fold.of(set, events)).get("it"));
    }

    private static MetricSet metric(String name, Map<String, ? extends @Nullable Object> arguments) {
        return MetricSet.of(Map.of("it", CATALOGUE.create(name, arguments, Map.of())));
    }

    private static void shuffle(int[] values, int from, java.util.function.Consumer<int[]> visitor) {
        if (from == values.length) {
            visitor.accept(values);
            return;
        }
        for (int i = from; i < values.length; i++) {
            int first = values[from];
            values[from] = values[i];
            values[i] = first;
            shuffle(values, from + 1, visitor);
            values[i] = values[from];
            values[from] = first;
        }
    }
}
