package io.evalstream.metrics.image;

import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Cell;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.Rejection;
import io.evalstream.metrics.batch.Row;
import org.jspecify.annotations.Nullable;

/** The angle, in radians, between the bands of each pixel of a row's images (Yuhas, Goetz and Boardman, JPL 1992). */
record SpectralAngle() implements ImageTerm {

    @Override
    public @Nullable Rejection check(Row row) {
        Rejection shape = ImagePair.check(row);
        if (shape != null) {
            return shape;
        }
        Cell.Numbers preds = row.numbers(Input.PREDS);
        return preds.shape()[0] > 1 ? null : Rejection.wrongShape(Input.PREDS, preds, "at least two channels");
    }

    @Override
    public Cell.Numbers of(Batch batch, int row) {
        ImagePair images = ImagePair.of(batch, row);
        double[] preds = images.preds().values();
        double[] target = images.target().values();
        Size size = images.preds().size();
        int area = size.area();
        double[] products = new double[area];
        double[] squares = new double[area];
        double[] others = new double[area];
        for (int channel = 0; channel < images.preds().channels(); channel++) {
            int one = images.preds().at(channel);
            int other = images.target().at(channel);
            for (int pixel = 0; pixel < area; pixel++) {
                products[pixel] += preds[one + pixel] * target[other + pixel];
                squares[pixel] += preds[one + pixel] * preds[one + pixel];
                others[pixel] += target[other + pixel] * target[other + pixel];
            }
        }
        for (int pixel = 0; pixel < area; pixel++) {
            double cosine = products[pixel] / (Math.sqrt(squares[pixel]) * Math.sqrt(others[pixel]));
            products[pixel] = StrictMath.acos(Math.min(Math.max(cosine, -1), 1));
        }
        return ImageTerm.map(products, size.height(), size.width());
    }
}
