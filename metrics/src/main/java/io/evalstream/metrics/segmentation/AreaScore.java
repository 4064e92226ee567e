package io.evalstream.metrics.segmentation;

/** The scores of one row: of each class, or one of all. */
sealed interface AreaScore {

    /** The scores; NaN where there is none. */
    double[] of(Areas areas);

    /** Whether the scores of each class are averaged by themselves; else all that there are make one mean. */
    boolean perClass();

    /** Intersection over union of each class. */
    record IntersectionOverUnion(boolean perClass) implements AreaScore {
        @Override
        public double[] of(Areas areas) {
            double[] scores = new double[areas.classes()];
            for (int i = 0; i < scores.length; i++) {
                scores[i] = areas.intersectionOverUnion(i);
            }
            return scores;
        }
    }

    /** Dice score, averaged over the classes of a row or not. */
    record Dice(Average average) implements AreaScore {
        @Override
        public double[] of(Areas areas) {
            return average.of(areas);
        }

        @Override
        public boolean perClass() {
            return average == Average.NONE;
        }
    }

    /** What becomes of the classes' Dice scores. */
    enum Average {
        MICRO {
            @Override
            double[] of(Areas areas) {
                return new double[] {areas.microDice()};
            }
        },
        MACRO {
            @Override
            double[] of(Areas areas) {
                return new double[] {areas.macroDice()};
            }
        },
        WEIGHTED {
            @Override
            double[] of(Areas areas) {
                return new double[] {areas.weightedDice()};
            }
        },
        NONE {
            @Override
            double[] of(Areas areas) {
                double[] scores = new double[areas.classes()];
                for (int i = 0; i < scores.length; i++) {
                    scores[i] = areas.dice(i);
                }
                return scores;
            }
        };

        abstract double[] of(Areas areas);
    }

    /**
     * Generalised Dice score (Crum, Camara, Hill, IEEE TMI 2006): classes weigh by the size of their true mask. A class that
     * a row's true mask lacks has weight 0 there. A quotient of nothing by nothing is 0.
     */
    record GeneralizedDice(Weight weight, boolean perClass) implements AreaScore {

        /** What a class weighs. */
        enum Weight {
            SQUARE,
            SIMPLE,
            LINEAR
        }

        @Override
        public double[] of(Areas areas) {
            double[] scores = new double[perClass ? areas.classes() : 1];
            double common = 0;
            double sizes = 0;
            for (int i = 0; i < areas.classes(); i++) {
                double weight = weightOf(areas.expected()[i]);
                if (perClass) {
                    scores[i] = areas.common()[i] == 0 ? 0 : areas.dice(i);
                }
                common += weight * areas.common()[i];
                sizes += weight * (areas.predicted()[i] + areas.expected()[i]);
            }
            if (!perClass) {
                scores[0] = sizes == 0 ? 0 : 2 * common / sizes;
            }
            return scores;
        }

        private double weightOf(long size) {
            if (weight == Weight.LINEAR) {
                return 1;
            }
            if (size == 0) {
                return 0;
            }
            return weight == Weight.SIMPLE ? 1.0 / size : 1.0 / ((double) size * size);
        }
    }
}
