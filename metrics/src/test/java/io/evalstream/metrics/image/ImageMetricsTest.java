package io.evalstream.metrics.image;

import static io.evalstream.metrics.image.Shown.image;
import static io.evalstream.metrics.image.Shown.noise;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.evalstream.metrics.batch.Cell;
import io.evalstream.metrics.batch.DataType;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.metric.PlanException;
import io.evalstream.metrics.metric.Value;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Small images worked out by hand. */
class ImageMetricsTest {

    private static final int[] TWO_BY_TWO = {1, 2, 2};
    private static final Cell BLACK = image(TWO_BY_TWO, 0, 0, 0, 0);
    private static final Cell SPOT = image(TWO_BY_TWO, 0, 2, 0, 0);

    @Test
    void theRatioOfAllRowsIsThatOfTheirCommonError() {
        // Squared errors 4 and 0 of eight pixels; range 10.
        Shown shown = Shown.to("peak_signal_noise_ratio", Map.of("data_range", 10));
        assertThat(shown.pair(BLACK, SPOT).pair(BLACK, BLACK).number())
                .isCloseTo(10 * Math.log10(100 / 0.5), within(1e-12));
        assertThat(Shown.to("peak_signal_noise_ratio", Map.of("data_range", 10))
                        .pair(BLACK, BLACK)
                        .value())
                .isInstanceOfSatisfying(
                        Value.Undefined.class, none -> assertThat(none.limit()).isEqualTo(Double.POSITIVE_INFINITY));
    }

    @Test
    void aRangeOfTwoNumbersClamps() {
        // 2 counts as 1.
        Shown shown = Shown.to("peak_signal_noise_ratio", Map.of("data_range", List.of(0, 1), "base", 2));
        assertThat(shown.pair(BLACK, SPOT).number()).isCloseTo(10 * Math.log(4) / Math.log(2), within(1e-12));
    }

    @Test
    void partsOfARowHaveRatiosOfTheirOwn() {
        Map<String, ?> byLine = Map.of("data_range", 10, "dim", -1, "reduction", "none");
        Cell lines = image(TWO_BY_TWO, 1, 1, 2, 2);
        Value value =
                Shown.to("peak_signal_noise_ratio", byLine).pair(BLACK, lines).value();
        assertThat(((Value.Tensor) value).values())
                .containsExactly(new double[] {20, 10 * Math.log10(25)}, within(1e-12));
        assertThatThrownBy(() -> Shown.to("peak_signal_noise_ratio", Map.of("data_range", 1, "dim", List.of(0, 1))))
                .isInstanceOf(PlanException.class)
                .hasMessageContaining("depends on the batches");
        assertThatThrownBy(() -> Shown.to("peak_signal_noise_ratio", Map.of()))
                .hasMessageContaining("'data_range' is missing");
    }

    @Test
    void bordersOfBlocksThatStandOutCount() {
        // Steps of 1 across the borders of 2x2 blocks of a 4x4 image and none elsewhere: 8 steps of 1.
        double[] blocks = {0, 0, 1, 1, 0, 0, 1, 1, 1, 1, 0, 0, 1, 1, 0, 0};
        Cell image = image(new int[] {1, 4, 4}, blocks);
        Map<String, ?> arguments = Map.of("data_range", 1, "block_size", 2);
        double borders = 2 * (4 * 2 - 1);
        double effect = Math.log(2) / Math.log(4) * (8 / borders);
        Shown twice = Shown.to("peak_signal_noise_ratio_with_blocked_effect", arguments)
                .pair(image, image)
                .pair(image, image);
        assertThat(twice.number()).isCloseTo(-10 * Math.log10(effect), within(1e-12));
    }

    @Test
    void anImageIsLikeItself() {
        Cell one = noise(1, 2, 48, 48);
        for (String metric : List.of(
                "structural_similarity_index_measure",
                "universal_image_quality_index",
                "visual_information_fidelity",
                "spatial_correlation_coefficient")) {
            Map<String, ?> arguments = metric.startsWith("structural") ? Map.of("data_range", 1) : Map.of();
            assertThat(Shown.to(metric, arguments).pair(one, one).number())
                    .as(metric)
                    .isCloseTo(1, within(1e-7)); // a constant keeps quotients finite
        }
    }

    @Test
    void flatImagesDifferInLuminanceAlone() {
        Cell dark = image(new int[] {1, 12, 12}, constant(144, 0.5));
        Cell light = image(new int[] {1, 12, 12}, constant(144, 1));
        double c1 = 1e-4;
        double similarity = (2 * 0.5 + c1) / (0.25 + 1 + c1);
        Shown shown = Shown.to(
                "structural_similarity_index_measure", Map.of("data_range", 1, "return_contrast_sensitivity", true));
        shown.pair(dark, light);
        assertThat(((Value.Scalar) shown.part("similarity")).value()).isCloseTo(similarity, within(1e-10));
        assertThat(((Value.Tensor) shown.part("image")).values()).containsExactly(new double[] {1}, within(1e-10));
        // Contrast is 1 at both scales, so the powers of contrast and similarity leave the latter's.
        Map<String, ?> scales = Map.of("data_range", 1, "betas", List.of(0.25, 0.75), "kernel_size", 3, "sigma", 0.5);
        assertThat(Shown.to("multi_scale_structural_similarity_index_measure", scales)
                        .pair(dark, light)
                        .number())
                .isCloseTo(Math.pow(similarity, 0.75), within(1e-10));
    }

    @Test
    void mapsAreStackedAndATakenBackRowIsNotAmongThem() {
        Map<String, ?> listed = Map.of("kernel_size", List.of(3, 5), "sigma", List.of(1, 1), "reduction", "none");
        Shown shown = Shown.to("universal_image_quality_index", listed)
                .pair(noise(1, 2, 6, 7), noise(2, 2, 6, 7))
                .pair(noise(3, 2, 6, 7), noise(4, 2, 6, 7))
                .butNotThat()
                .pair(noise(5, 2, 6, 7), noise(5, 2, 6, 7));
        Value.Tensor stacked = (Value.Tensor) shown.value();
        assertThat(stacked.shape()).containsExactly(2, 2, 4, 3);
        assertThat(stacked.values()[24]).isCloseTo(1, within(1e-12));
        // Images of another size have a map of their own.
        shown.pair(noise(1, 1, 3, 5), noise(2, 1, 3, 5));
        assertThat(((Value.Named) shown.value()).values().keySet()).containsExactly("0", "1", "2");
    }

    @Test
    void anglesAndErrorsOfBands() {
        // Pixels (1, 0) and (1, 1) against (0, 1) and (2, 2): a right angle and none.
        Cell preds = image(new int[] {2, 1, 2}, 1, 1, 0, 1);
        Cell target = image(new int[] {2, 1, 2}, 0, 2, 1, 2);
        assertThat(Shown.to("spectral_angle_mapper", Map.of())
                        .pair(preds, target)
                        .number())
                .isCloseTo(Math.PI / 4, within(1e-7)); // near 0 an arc cosine has half the digits
        // Root mean squared errors of 1 in bands whose means are 1 and 1.5.
        double first = 1;
        double second = 1 / 1.5;
        assertThat(Shown.to("error_relative_global_dimensionless_synthesis", Map.of("ratio", 2))
                        .pair(preds, target)
                        .number())
                .isCloseTo(50 * Math.sqrt((first * first + second * second) / 2), within(1e-12));
    }

    @Test
    void variationAddsUpWhatNeighboursDiffer() {
        Cell steps = image(new int[] {1, 2, 3}, 0, 1, 3, 0, 0, -1);
        Input img = Input.numbers("img", Input.Side.PREDICTION);
        Shown shown = Shown.to("total_variation", Map.of("reduction", "mean"));
        shown.row(Map.of(img, steps)).row(Map.of(img, image(new int[] {1, 1, 2}, 5, 3)));
        assertThat(shown.number()).isEqualTo((0 + 1 + 4 + 1 + 2 + 0 + 1 + 2) / 2.0);
    }

    @Test
    void errorsSlideOverTheImages() {
        // A constant error of 3 is 3 in every window; and relative to a mean of 12 in a window of 2x2, 12/4.
        Cell preds = image(new int[] {2, 5, 5}, constant(50, 9));
        Cell target = image(new int[] {2, 5, 5}, constant(50, 12));
        Map<String, ?> window = Map.of("window_size", 2);
        assertThat(Shown.to("root_mean_squared_error_using_sliding_window", window)
                        .pair(preds, target)
                        .number())
                .isCloseTo(3, within(1e-12));
        Shown relative = Shown.to("relative_average_spectral_error", window).pair(preds, target);
        assertThat(relative.number()).isCloseTo(100 * 3 / (12 / 4.0), within(1e-9));
        relative.pair(noise(1, 2, 6, 6), noise(2, 2, 6, 6));
        assertThat(relative.whyUndefined()).isEqualTo(Value.Code.DEGENERATE);
    }

    @Test
    void fusedImagesThatKeepTheLikenessOfBandsAreNotDistorted() {
        Cell bands = noise(7, 3, 12, 12);
        assertThat(Shown.to("spectral_distortion_index", Map.of())
                        .pair(bands, bands)
                        .number())
                .isZero();
        Shown quality = Shown.to("quality_with_no_reference", Map.of());
        quality.row(Map.of(
                Input.PREDS,
                bands,
                Input.numbers("ms", Input.Side.PREDICTION),
                bands,
                Input.numbers("pan", Input.Side.PREDICTION),
                bands,
                Input.numbers("pan_lr", Input.Side.PREDICTION),
                bands));
        assertThat(quality.number()).isEqualTo(1);
    }

    @Test
    void imagesOfAnotherShapeAreTurnedAwayWithTheReason() {
        Shown ssim = Shown.to("structural_similarity_index_measure", Map.of("data_range", 1));
        assertThat(ssim.rejection(Map.of(Input.PREDS, noise(1, 3, 12, 12), Input.TARGET, noise(1, 3, 12, 10))))
                .hasToString("Rejection[reason=WRONG_WIDTH, message=target has the shape [3, 12, 10]; expected that of"
                        + " preds, [3, 12, 12]]");
        assertThat(ssim.rejection(Map.of(Input.PREDS, noise(1, 12, 12), Input.TARGET, noise(1, 12, 12))))
                .asString()
                .contains("[channels, height, width]");
        assertThat(ssim.rejection(Map.of(Input.PREDS, noise(1, 1, 5, 12), Input.TARGET, noise(1, 1, 5, 12))))
                .asString()
                .contains("larger than half of the window");
        Cell broken = new Cell.Numbers(new double[] {1, Double.NaN}, DataType.FLOAT32, new int[] {1, 1, 2});
        assertThat(Shown.to("total_variation", Map.of())
                        .rejection(Map.of(Input.numbers("img", Input.Side.PREDICTION), broken)))
                .asString()
                .contains("NOT_A_NUMBER");
    }

    @Test
    void aRowWithoutAValueMakesTheMeanUndefined() {
        // The mean of the true band is zero.
        Shown shown = Shown.to("error_relative_global_dimensionless_synthesis", Map.of());
        shown.pair(SPOT, SPOT).pair(SPOT, image(TWO_BY_TWO, 1, -1, 1, -1));
        assertThat(shown.whyUndefined()).isEqualTo(Value.Code.NON_FINITE);
        assertThat(shown.butNotThat().number()).isZero();
    }

    private static double[] constant(int length, double value) {
        double[] values = new double[length];
        java.util.Arrays.fill(values, value);
        return values;
    }
}
