package io.evalstream.metrics.image;

import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Cell;
import io.evalstream.metrics.batch.Rejection;
import io.evalstream.metrics.batch.Row;
import org.jspecify.annotations.Nullable;

/**
 * The relative dimensionless global error of a row's images, in percent (Wald, "Quality of high resolution synthesised
 * images", 2000).
 *
 * @param ratio of the pixel sizes of the coarse image and the fine one
 */
record GlobalError(double ratio) implements ImageTerm {

    @Override
    public @Nullable Rejection check(Row row) {
        return ImagePair.check(row);
    }

    @Override
    public Cell.Numbers of(Batch batch, int row) {
        ImagePair images = ImagePair.of(batch, row);
        int channels = images.preds().channels();
        int area = images.preds().size().area();
        double sum = 0;
        for (int channel = 0; channel < channels; channel++) {
            int one = images.preds().at(channel);
            int other = images.target().at(channel);
            double squares = 0;
            double total = 0;
            for (int i = 0; i < area; i++) {
                double target = images.target().values()[other + i];
                double error = images.preds().values()[one + i] - target;
                squares += error * error;
                total += target;
            }
            double relative = Math.sqrt(squares / area) / (total / area);
            sum += relative * relative;
        }
        return ImageTerm.one(100 / ratio * Math.sqrt(sum / channels));
    }
}
