package io.evalstream.metrics.image;

import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Cell;
import io.evalstream.metrics.batch.Cells;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.NumberColumn;
import io.evalstream.metrics.batch.Rejection;
import io.evalstream.metrics.batch.Requirement;
import io.evalstream.metrics.batch.Row;
import io.evalstream.metrics.batch.Statistic;
import io.evalstream.metrics.metric.Value;
import io.evalstream.metrics.state.Memory;
import io.evalstream.metrics.state.Slot;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How alike each band of a fused image is to the panchromatic one, and how alike that of the coarse image is to the degraded
 * panchromatic one: for both, the rows' sums of the universal quality of every band.
 *
 * @param window of the mean by which the panchromatic image is degraded where none comes that is
 * @param cap largest number of digits of all sums
 */
record BandQualities(int window, int cap) implements Statistic {

    /** The coarse multispectral image. */
    static final Input MS = Input.numbers("ms", Input.Side.PREDICTION);
    /** The fine panchromatic image. */
    private static final Input PAN = Input.numbers("pan", Input.Side.PREDICTION);
    /** The panchromatic image of the size of the coarse one. */
    private static final Input PAN_LR = Input.numbers("pan_lr", Input.Side.PREDICTION);

    private static final int BANDS = 0;

    @Override
    public List<Slot> slots() {
        return PositionSums.slots(cap);
    }

    @Override
    public List<Requirement> requirements() {
        return List.of(
                ImagePair.image(Input.PREDS),
                ImagePair.image(MS),
                ImagePair.image(PAN),
                ImagePair.image(PAN_LR).orAbsent());
    }

    @Override
    public @Nullable Rejection check(Row row) {
        boolean degraded = row.cell(PAN_LR) instanceof Cell.Numbers;
        for (Input input : degraded ? List.of(Input.PREDS, MS, PAN, PAN_LR) : List.of(Input.PREDS, MS, PAN)) {
            Rejection shape = ImagePair.check(input, row);
            if (shape == null) {
                shape = UniversalQuality.DEFAULT.tooSmall(input, row);
            }
            if (shape != null) {
                return shape;
            }
        }
        int[] fine = row.numbers(Input.PREDS).shape();
        int[] coarse = row.numbers(MS).shape();
        if (fine[0] != coarse[0] || fine[1] % coarse[1] != 0 || fine[2] % coarse[2] != 0) {
            return Rejection.wrongShape(
                    MS,
                    row.numbers(MS),
                    "the channels of preds, " + Arrays.toString(fine) + ", and a height and width that divide its own");
        }
        Rejection pan = ImagePair.differentShapes(row, Input.PREDS, PAN);
        if (pan != null) {
            return pan;
        }
        Rejection small = ImagePair.tooSmall(MS, row, window + 1, window + 1);
        return small != null || !degraded ? small : ImagePair.differentShapes(row, MS, PAN_LR);
    }

    @Override
    public void update(Batch batch, Cells cells) {
        NumberColumn given = batch.numbers(PAN_LR);
        for (int row = 0; row < batch.size(); row++) {
            Image preds = Image.of(batch.numbers(Input.PREDS), row);
            Image ms = Image.of(batch.numbers(MS), row);
            Image pan = Image.of(batch.numbers(PAN), row);
            Image degraded = given.length(row) > 0 ? Image.of(given, row) : degraded(pan, ms.size());
            int bands = preds.channels();
            double[] qualities = new double[2 * bands];
            for (int band = 0; band < bands; band++) {
                qualities[band] = UniversalQuality.DEFAULT.mean(ms, band, degraded, band);
                qualities[bands + band] = UniversalQuality.DEFAULT.mean(preds, band, pan, band);
            }
            PositionSums.add(batch, cells, row, new int[] {bands}, qualities);
        }
    }

    /** The mean over a window, read at the centres of fewer, larger pixels by linear interpolation. */
    private Image degraded(Image pan, Size to) {
        SeparableFilter mean = Windows.mean(window);
        double[] values = new double[pan.channels() * to.area()];
        for (int band = 0; band < pan.channels(); band++) {
            double[] smooth = mean.apply(pan.values(), pan.at(band), pan.size());
            interpolate(smooth, pan.size(), values, band * to.area(), to);
        }
        return new Image(values, 0, pan.channels(), pan.axes(), to);
    }

    private static void interpolate(double[] from, Size size, double[] values, int at, Size to) {
        for (int y = 0; y < to.height(); y++) {
            double row = centre(y, size.height(), to.height());
            int above = (int) row;
            int below = Math.min(above + 1, size.height() - 1);
            for (int x = 0; x < to.width(); x++) {
                double column = centre(x, size.width(), to.width());
                int left = (int) column;
                int right = Math.min(left + 1, size.width() - 1);
                double upper =
                        between(from[above * size.width() + left], from[above * size.width() + right], column - left);
                double lower =
                        between(from[below * size.width() + left], from[below * size.width() + right], column - left);
                values[at + y * to.width() + x] = between(upper, lower, row - above);
            }
        }
    }

    /** Where the centre of a pixel lies on the finer line. */
    private static double centre(int place, int fine, int coarse) {
        return Math.max(0, (place + 0.5) * ((double) fine / coarse) - 0.5);
    }

    private static double between(double one, double other, double share) {
        return (1 - share) * one + share * other;
    }

    /** For each band, the power of how far its two qualities are apart; undefined where there are none. */
    static Value differences(Memory memory, int norm) {
        return PositionSums.read(memory, means -> {
            int bands = means.size(BANDS);
            double[] differences = new double[bands];
            for (int band = 0; band < bands; band++) {
                differences[band] = StrictMath.pow(Math.abs(means.difference(band, bands + band)), norm);
            }
            return Value.vector(differences);
        });
    }
}
