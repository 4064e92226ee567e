package io.evalstream.metrics.image;

import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Cell;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.Rejection;
import io.evalstream.metrics.batch.Row;
import org.jspecify.annotations.Nullable;

/** The structural similarity of a row's images, or a part of it. */
record SsimTerm(Ssim ssim, Part part) implements ImageTerm {

    /** What of the comparison is taken. */
    enum Part {
        SIMILARITY,
        CONTRAST,
        MAP
    }

    @Override
    public @Nullable Rejection check(Row row) {
        Rejection shape = ssim.check(row);
        if (shape != null) {
            return shape;
        }
        Cell.Numbers preds = row.numbers(Input.PREDS);
        boolean fits = ssim.fits(Image.size(preds.shape()), preds.shape().length - 1, part == Part.CONTRAST);
        return fits ? null : Rejection.wrongShape(Input.PREDS, preds, "images that are larger than half of the window");
    }

    @Override
    public Cell.Numbers of(Batch batch, int row) {
        ImagePair images = ImagePair.of(batch, row).within(ssim.range());
        Ssim.Scores scores = ssim.compare(images);
        return switch (part) {
            case SIMILARITY -> ImageTerm.one(scores.similarity());
            case CONTRAST -> ImageTerm.one(scores.contrast());
            case MAP -> map(images.preds(), scores);
        };
    }

    private static Cell.Numbers map(Image image, Ssim.Scores scores) {
        Size size = scores.size();
        return image.axes() == 2
                ? ImageTerm.map(scores.map(), image.channels(), size.height(), size.width())
                : ImageTerm.map(scores.map(), image.channels(), size.depth(), size.height(), size.width());
    }
}
