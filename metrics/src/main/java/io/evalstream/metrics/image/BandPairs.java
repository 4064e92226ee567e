package io.evalstream.metrics.image;

import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Cells;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.Rejection;
import io.evalstream.metrics.batch.Requirement;
import io.evalstream.metrics.batch.Row;
import io.evalstream.metrics.batch.Statistic;
import io.evalstream.metrics.metric.Value;
import io.evalstream.metrics.state.Memory;
import io.evalstream.metrics.state.Slot;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How alike the bands of an image are to one another, and how alike those of a second image of other size are: for both, the
 * rows' sums of the universal quality of every two bands.
 *
 * @param cap largest number of digits of all sums
 */
record BandPairs(Input first, Input second, int cap) implements Statistic {

    private static final int BANDS = 0;

    @Override
    public List<Slot> slots() {
        return PositionSums.slots(cap);
    }

    @Override
    public List<Requirement> requirements() {
        return List.of(ImagePair.image(first), ImagePair.image(second));
    }

    @Override
    public @Nullable Rejection check(Row row) {
        for (Input input : List.of(first, second)) {
            Rejection shape = ImagePair.check(input, row);
            if (shape == null) {
                shape = UniversalQuality.DEFAULT.tooSmall(input, row);
            }
            if (shape != null) {
                return shape;
            }
        }
        int bands = row.numbers(first).shape()[0];
        return row.numbers(second).shape()[0] == bands
                ? null
                : Rejection.wrongShape(second, row.numbers(second), bands + " channels, as " + first.name() + " has");
    }

    @Override
    public void update(Batch batch, Cells cells) {
        for (int row = 0; row < batch.size(); row++) {
            Image one = Image.of(batch.numbers(first), row);
            Image other = Image.of(batch.numbers(second), row);
            int pairs = pairs(one.channels());
            double[] qualities = new double[2 * pairs];
            addQualities(one, qualities, 0);
            addQualities(other, qualities, pairs);
            PositionSums.add(batch, cells, row, new int[] {one.channels()}, qualities);
        }
    }

    private static void addQualities(Image image, double[] qualities, int from) {
        int next = from;
        for (int band = 0; band < image.channels(); band++) {
            for (int other = band + 1; other < image.channels(); other++) {
                qualities[next++] = UniversalQuality.DEFAULT.mean(image, band, image, other);
            }
        }
    }

    private static int pairs(int bands) {
        return bands * (bands - 1) / 2;
    }

    /**
     * The spectral distortion: the mean over pairs of bands of how far their likeness differs, in a norm (Alparone and others,
     * Photogrammetric Engineering and Remote Sensing 74, 2008). Zero for one band.
     */
    static Value distortion(Memory memory, int norm) {
        return PositionSums.read(memory, means -> {
            int pairs = pairs(means.size(BANDS));
            double sum = 0;
            for (int pair = 0; pair < pairs; pair++) {
                sum += StrictMath.pow(Math.abs(means.difference(pair, pairs + pair)), norm);
            }
            return Value.scalar(pairs == 0 ? 0 : StrictMath.pow(sum / pairs, 1.0 / norm));
        });
    }
}
