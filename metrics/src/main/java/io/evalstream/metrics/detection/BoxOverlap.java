package io.evalstream.metrics.detection;

/** How much two boxes, of two corners each, overlap. A box whose corners are swapped has no area, and
 * one without area overlaps nothing. */
enum BoxOverlap {
    /** Intersection over union. */
    IOU,
    /** Less the share of the smallest box around both that neither covers. */
    GIOU,
    /** Less the squared distance of the centres by the squared diagonal of the smallest box around both. */
    DIOU,
    /** As DIOU, and less a term for the difference of the aspect ratios. */
    CIOU;

    /** Keeps quotients finite. */
    private static final double EPSILON = 1e-7;

    private static final double ASPECT = 4 / (Math.PI * Math.PI);

    double of(double[] a, double[] b) {
        double common = clamped(Math.min(a[2], b[2]) - Math.max(a[0], b[0]))
                * clamped(Math.min(a[3], b[3]) - Math.max(a[1], b[1]));
        double union = area(a) + area(b) - common;
        double iou = union == 0 ? 0 : common / union;
        if (this == IOU) {
            return iou;
        }
        double width = clamped(Math.max(a[2], b[2]) - Math.min(a[0], b[0]));
        double height = clamped(Math.max(a[3], b[3]) - Math.min(a[1], b[1]));
        if (this == GIOU) {
            double around = width * height;
            return around == 0 ? iou : iou - (around - union) / around;
        }
        double x = (a[0] + a[2]) / 2 - (b[0] + b[2]) / 2;
        double y = (a[1] + a[3]) / 2 - (b[1] + b[3]) / 2;
        double diou = iou - (x * x + y * y) / (width * width + height * height + EPSILON);
        if (this == DIOU) {
            return diou;
        }
        double turn = StrictMath.atan2(a[2] - a[0], a[3] - a[1]) - StrictMath.atan2(b[2] - b[0], b[3] - b[1]);
        double aspect = ASPECT * turn * turn;
        return diou - aspect * aspect / (1 - iou + aspect + EPSILON);
    }

    /** The word by which its value is called. */
    String word() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    private static double area(double[] box) {
        return clamped(box[2] - box[0]) * clamped(box[3] - box[1]);
    }

    private static double clamped(double length) {
        return Math.max(length, 0);
    }
}
