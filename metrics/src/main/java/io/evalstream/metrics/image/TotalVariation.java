package io.evalstream.metrics.image;

import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Cell;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.Rejection;
import io.evalstream.metrics.batch.Requirement;
import io.evalstream.metrics.batch.Row;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The differences of neighbouring pixels of an image, up and down and to the sides, added up. */
record TotalVariation() implements ImageTerm {

    private static final Input IMAGE = Input.numbers("img", Input.Side.PREDICTION);

    @Override
    public List<Requirement> requirements() {
        return List.of(ImagePair.image(IMAGE));
    }

    @Override
    public @Nullable Rejection check(Row row) {
        return ImagePair.check(IMAGE, row);
    }

    @Override
    public Cell.Numbers of(Batch batch, int row) {
        Image image = Image.of(batch.numbers(IMAGE), row);
        double[] values = image.values();
        int width = image.size().width();
        double sum = 0;
        for (int channel = 0; channel < image.channels(); channel++) {
            int end = image.at(channel) + image.size().area();
            for (int i = image.at(channel); i < end - width; i++) {
                sum += Math.abs(values[i + width] - values[i]);
            }
            for (int line = image.at(channel); line < end; line += width) {
                for (int i = line; i < line + width - 1; i++) {
                    sum += Math.abs(values[i + 1] - values[i]);
                }
            }
        }
        return ImageTerm.one(sum);
    }
}
