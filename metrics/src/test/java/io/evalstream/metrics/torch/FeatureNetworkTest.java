package io.evalstream.metrics.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import ai.djl.Device;
import io.evalstream.metrics.batch.Cell;
import io.evalstream.metrics.batch.DataType;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.Rejection;
import io.evalstream.metrics.batch.Row;
import io.evalstream.metrics.batch.Statistic;
import io.evalstream.metrics.laws.Event;
import io.evalstream.metrics.laws.Fold;
import io.evalstream.metrics.metric.Catalogue;
import io.evalstream.metrics.metric.MetricSet;
import io.evalstream.metrics.metric.PlanException;
import io.evalstream.metrics.metric.Value;
import io.evalstream.metrics.state.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Metrics of features say of images what they say of the features that the network makes of them. */
class FeatureNetworkTest {

    private static final Input IMAGES = Input.numbers("imgs", Input.Side.PREDICTION);
    private static final Input FEATURES = Input.numbers("features", Input.Side.PREDICTION);
    private static final Input REAL = Input.numbers("real", Input.Side.PREDICTION);

    private final Random random = new Random(5);

    @BeforeEach
    void torchIsThere() {
        Torch.assume();
    }

    @ParameterizedTest
    @CsvSource({
        "frechet_inception_distance,",
        "kernel_inception_distance, subset_size",
        "memorization_informed_frechet_inception_distance,",
        "inception_score,"
    })
    void imagesSayWhatTheirFeaturesSay(String metric, @Nullable String few) {
        Map<String, Object> more = few == null ? Map.of() : Map.of(few, 5);
        MetricSet ofImages = set(metric, "colour_features.pt", more);
        MetricSet ofFeatures = set(metric, null, more);
        List<Event> images = new ArrayList<>();
        List<Event> features = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            // Of two sizes and two types, so that four calls are made of one batch.
            boolean whole = i % 3 == 0;
            int side = i % 2 == 0 ? 4 : 2;
            double[] image = random.ints(3L * side * side, 0, 256)
                    .mapToDouble(value -> whole ? (value < 128 ? 0 : 255) : value / 256.0)
                    .toArray();
            Cell real = Cell.Numbers.scalar(i / 2 % 2, DataType.BOOL);
            images.add(event(
                    i,
                    new Row(ofImages.schema())
                            .set(IMAGES, image(image, whole ? DataType.INT64 : DataType.FLOAT32, side))
                            .set(REAL, real)));
            features.add(event(
                    i,
                    new Row(ofFeatures.schema())
                            .set(FEATURES, Cell.Numbers.vector(colours(image, whole), DataType.FLOAT32))
                            .set(REAL, real)));
        }
        images.forEach(event -> assertThat(ofImages.schema().check(event.row())).isNull());
        State state = Fold.of(ofImages, images);
        assertThat(value(ofImages, state)).isEqualTo(value(ofFeatures, Fold.of(ofFeatures, features)));
        images.forEach(event -> state.merge(Fold.of(ofImages, List.of(event.retracted()))));
        assertThat(value(ofImages, state)).isInstanceOf(Value.Undefined.class);
    }

    @Test
    void anImageThatTheNetworkDoesNotTakeIsTurnedAway() {
        MetricSet set = set("frechet_inception_distance", "colour_features.pt", Map.of());
        Row row = new Row(set.schema())
                .set(IMAGES, new Cell.Numbers(new double[4], DataType.FLOAT32, new int[] {1, 2, 2}))
                .set(REAL, Cell.Numbers.scalar(1, DataType.BOOL));
        Rejection grey = Objects.requireNonNull(set.schema().check(row));
        assertThat(grey.reason()).isEqualTo(Rejection.Reason.WRONG_WIDTH);
        assertThat(grey.message()).contains("imgs", "[1, 2, 2]", "three channels are expected");
        row.set(IMAGES, Cell.Numbers.vector(new double[12], DataType.FLOAT32));
        assertThat(Objects.requireNonNull(set.schema().check(row)).message())
                .contains("an image of [channels, height, width]");
        double[] bright = new double[12];
        bright[3] = 256;
        row.set(IMAGES, image(bright, DataType.INT64, 2));
        assertThat(Objects.requireNonNull(set.schema().check(row)).message())
                .contains("imgs holds 256.0; expected a number from 0.0 to 255.0");
    }

    @Test
    void imagesWithoutFeaturesAreCounted() {
        MetricSet set = set("frechet_inception_distance", "colour_features.pt", Map.of("feature_bits", 40));
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            double[] image = random.doubles(12).toArray();
            image[0] = i == 4 ? 1e30 : image[0];
            events.add(event(
                    i,
                    new Row(set.schema())
                            .set(IMAGES, image(image, DataType.FLOAT32, 2))
                            .set(REAL, Cell.Numbers.scalar(i % 2, DataType.BOOL))));
        }
        State state = Fold.of(set, events);
        assertThat(value(set, state))
                .isEqualTo(Value.undefined(
                        Value.Code.NON_FINITE, "the network makes of 1 images no features that can be kept"));
        state.merge(Fold.of(set, List.of(events.get(4).retracted())));
        assertThat(value(set, state)).isInstanceOf(Value.Scalar.class);
    }

    /** Here the device is one that there is not, on which nothing runs. */
    @Test
    void aNetworkThatDoesNotRunOnTheDeviceStaysOnTheCpu() {
        assumeThat(TorchEngine.gpus()).isZero();
        MetricSet set = set("inception_score", "colour_features.pt", Map.of());
        Statistic statistic = set.statistics().get(0);
        Statistic moved = statistic.on(new TorchDevice("cuda:0", Device.gpu(0)));
        assertThat(moved).isEqualTo(statistic);
        Row row = new Row(set.schema()).set(IMAGES, image(new double[12], DataType.FLOAT32, 2));
        assertThat(moved.check(row)).isNull();
    }

    @Test
    void aBrokenNetworkIsRefused() {
        assertThatThrownBy(() -> set("frechet_inception_distance", "maps.pt", Map.of()))
                .isInstanceOf(PlanException.class)
                .hasMessageContaining(
                        "the network maps.pt does not take an image of input_img_size [3.0, 8.0, 8.0]: it makes"
                                + " (1, 3, 8, 8) of (1, 3, 8, 8); expected a vector for each row");
        assertThatThrownBy(() -> set("inception_score", "relative_error.pt", Map.of()))
                .hasMessageContaining("relative_error.pt has no method `forward`");
        assertThatThrownBy(() -> set("inception_score", "colour_features.pt", Map.of("feature", 2048)))
                .hasMessageContaining("it makes 6 features of an image; expected 2048, which is `feature`");
        assertThatThrownBy(
                        () -> set("inception_score", "colour_features.pt", Map.of("input_img_size", List.of(1, 8, 8))))
                .hasMessageContaining("three channels are expected");
        assertThatThrownBy(() -> set("inception_score", "colour_features.pt", Map.of("input_img_size", List.of(8))))
                .hasMessageContaining("expected channels, height and width");
    }

    private static MetricSet set(String metric, @Nullable String network, Map<String, Object> more) {
        Map<String, Object> arguments = new TreeMap<>(Map.of("feature", 6));
        if (network != null) {
            arguments.put("feature_extractor", TestModules.argument(network));
            arguments.put("input_img_size", List.of(3, 8, 8));
        }
        arguments.putAll(more);
        return MetricSet.of(Map.of("metric", Catalogue.discover().create(metric, arguments, Map.of())));
    }

    private static Cell image(double[] values, DataType type, int side) {
        return new Cell.Numbers(values, type, new int[] {3, side, side});
    }

    private static Event event(int sequence, Row row) {
        return new Event(row, 1, 1000, sequence);
    }

    /** What the network says: the mean and the largest of each channel. Sums of few 256ths, and of ones, are exact. */
    private static double[] colours(double[] image, boolean whole) {
        double[] features = new double[6];
        int area = image.length / 3;
        for (int channel = 0; channel < 3; channel++) {
            float sum = 0;
            float largest = 0;
            for (int i = channel * area; i < (channel + 1) * area; i++) {
                float value = whole ? (float) image[i] / 255 : (float) image[i];
                sum += value;
                largest = Math.max(largest, value);
            }
            features[channel] = sum / area;
            features[channel + 3] = largest;
        }
        return features;
    }

    private static Value value(MetricSet set, State state) {
        return Objects.requireNonNull(set.compute(state).get("metric"));
    }
}
