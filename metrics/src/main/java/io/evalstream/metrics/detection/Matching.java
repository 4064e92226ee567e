package io.evalstream.metrics.detection;

import java.util.Arrays;

/**
 * The detections of one class in one image, matched to its true objects as COCO's evaluation does: the surest detection
 * chooses first, the true object that it overlaps most and that nobody has, and objects that are ignored (crowds, and those
 * outside the range of areas) only where no other is left. Of equal overlaps the later object is taken.
 */
final class Matching {

    /** The largest overlap that can be asked for; rounding may leave a perfect one just below 1. */
    private static final double PERFECT = 1 - 1e-10;

    private final boolean[] crowd;
    private final double[] trueAreas;
    private final double[] areas;
    private final double[][] overlaps;

    /**
     * @param detected where the detections lie, with their indexes from the surest on
     * @param expected where the true objects lie, with their indexes
     * @param crowd whether each of these objects is a crowd
     * @param trueAreas their areas
     */
    Matching(Regions detected, int[] detections, Regions expected, int[] objects, boolean[] crowd, double[] trueAreas) {
        this.crowd = crowd;
        this.trueAreas = trueAreas;
        areas = Arrays.stream(detections).mapToDouble(detected::area).toArray();
        overlaps = new double[detections.length][objects.length];
        for (int i = 0; i < detections.length; i++) {
            for (int j = 0; j < objects.length; j++) {
                overlaps[i][j] = detected.overlap(detections[i], expected, objects[j], crowd[j]);
            }
        }
    }

    /** Whether a true object is neither found nor missed. */
    boolean ignores(int object, Area area) {
        return crowd[object] || !area.includes(trueAreas[object]);
    }

    /** What became of each detection, from the surest on: an outcome of {@link Criteria}. */
    int[] outcomes(Area area, double leastOverlap) {
        int[] outcomes = new int[areas.length];
        boolean[] taken = new boolean[crowd.length];
        for (int detection = 0; detection < areas.length; detection++) {
            int object = choice(detection, area, false, Math.min(leastOverlap, PERFECT), taken);
            if (object < 0) {
                object = choice(detection, area, true, Math.min(leastOverlap, PERFECT), taken);
            }
            if (object >= 0) {
                taken[object] = true;
                outcomes[detection] = ignores(object, area) ? Criteria.IGNORED : Criteria.RIGHT;
            } else {
                outcomes[detection] = area.includes(areas[detection]) ? Criteria.WRONG : Criteria.IGNORED;
            }
        }
        return outcomes;
    }

    /** The object, among those that are ignored or among the others, that a detection overlaps most; −1 for none. */
    private int choice(int detection, Area area, boolean ignored, double leastOverlap, boolean[] taken) {
        int choice = -1;
        double most = leastOverlap;
        for (int object = 0; object < crowd.length; object++) {
            boolean free = !taken[object] || crowd[object];
            if (free && ignores(object, area) == ignored && overlaps[detection][object] >= most) {
                most = overlaps[detection][object];
                choice = object;
            }
        }
        return choice;
    }
}
