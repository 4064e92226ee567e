package io.evalstream.metrics.image;

import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Cell;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.Rejection;
import io.evalstream.metrics.batch.Row;
import org.jspecify.annotations.Nullable;

/**
 * How much larger the steps of a grey image are across the borders of blocks than elsewhere (Yim and Bovik, IEEE
 * Transactions on Image Processing 20, 2011); zero where they are not larger.
 *
 * @param block height and width of the blocks
 */
record BlockedEffect(DataRange range, int block) implements ImageTerm {

    @Override
    public @Nullable Rejection check(Row row) {
        Rejection shape = ImagePair.check(row);
        if (shape != null) {
            return shape;
        }
        Cell.Numbers preds = row.numbers(Input.PREDS);
        return preds.shape()[0] == 1 ? null : Rejection.wrongShape(Input.PREDS, preds, "one channel, of grey");
    }

    @Override
    public Cell.Numbers of(Batch batch, int row) {
        Image image = Image.of(batch.numbers(Input.PREDS), row);
        int height = image.size().height();
        int width = image.size().width();
        double[] across = new double[2];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                double pixel = pixel(image, y, x);
                if (x < width - 1) {
                    across[border(x)] += square(pixel(image, y, x + 1) - pixel);
                }
                if (y < height - 1) {
                    across[border(y)] += square(pixel(image, y + 1, x) - pixel);
                }
            }
        }
        double borders = height * ((double) width / block) - 1 + width * ((double) height / block) - 1;
        double others = (double) height * (width - 1) + (double) width * (height - 1) - borders;
        double excess = across[1] / borders - across[0] / others;
        double weight = StrictMath.log(block) / StrictMath.log(Math.min(height, width));
        return ImageTerm.one(excess > 0 ? weight * excess : 0);
    }

    /** One where the step from a place to the next crosses the border of a block, else zero. */
    private int border(int place) {
        return place % block == block - 1 ? 1 : 0;
    }

    private double pixel(Image image, int y, int x) {
        return range.clamp(image.values()[image.from() + y * image.size().width() + x]);
    }

    private static double square(double number) {
        return number * number;
    }
}
