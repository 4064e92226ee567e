package io.evalstream.metrics.image;

import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Cells;
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
 * For every place of a window that lies within the images, the rows' sums of the root mean squared error in each band, and of
 * the true mean over the bands.
 *
 * @param cap largest number of digits of all sums
 */
record SpectralErrors(int window, int cap) implements Statistic {

    @Override
    public List<Slot> slots() {
        return PositionSums.slots(cap);
    }

    @Override
    public List<Requirement> requirements() {
        return ImagePair.requirements();
    }

    @Override
    public @Nullable Rejection check(Row row) {
        return new SlidingError(window).check(row);
    }

    @Override
    public void update(Batch batch, Cells cells) {
        for (int row = 0; row < batch.size(); row++) {
            ImagePair images = ImagePair.of(batch, row);
            int channels = images.preds().channels();
            Size inner = SlidingError.inner(images.preds().size(), window);
            double[] numbers = new double[(channels + 1) * inner.area()];
            double[] errors = SlidingError.errors(images, window);
            System.arraycopy(errors, 0, numbers, 0, errors.length);
            addTrueMeans(images.target(), inner, numbers, errors.length);
            PositionSums.add(batch, cells, row, new int[] {channels, inner.height(), inner.width()}, numbers);
        }
    }

    /** The means over window and bands; TorchMetrics divides them by the window's area once more. */
    private void addTrueMeans(Image target, Size inner, double[] numbers, int from) {
        SeparableFilter mean = Windows.mean(window);
        double[] means = new double[inner.area()];
        for (int channel = 0; channel < target.channels(); channel++) {
            double[] filtered = mean.apply(target.values(), target.at(channel), target.size());
            SlidingError.copyInner(filtered, target.size(), window, means, 0);
            for (int i = 0; i < means.length; i++) {
                numbers[from + i] += means[i];
            }
        }
        double parts = (double) target.channels() * window * window;
        for (int i = 0; i < means.length; i++) {
            numbers[from + i] /= parts;
        }
    }

    /** The relative average spectral error in percent, averaged over the places. */
    static Value read(Memory memory) {
        return PositionSums.read(memory, means -> {
            int channels = means.size(0);
            int places = means.size(1) * means.size(2);
            double sum = 0;
            for (int place = 0; place < places; place++) {
                double squares = 0;
                for (int channel = 0; channel < channels; channel++) {
                    double error = means.mean(channel * places + place);
                    squares += error * error;
                }
                sum += 100 / means.mean(channels * places + place) * Math.sqrt(squares / channels);
            }
            return Value.scalar(sum / places);
        });
    }
}
