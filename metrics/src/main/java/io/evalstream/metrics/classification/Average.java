package io.evalstream.metrics.classification;

import java.util.List;

/** How the scores of several classes become one. */
enum Average {
    /** The score of all classes counted together. */
    MICRO,
    /** The mean over classes. */
    MACRO,
    /** The mean over classes, each weighted by how often it is the true one. */
    WEIGHTED,
    /** No average: a score for each class. */
    NONE;

    /** A score of one class. */
    @FunctionalInterface
    interface Score {
        double of(Outcome outcome);
    }

    /** Which classes a macro average leaves out. */
    enum LeftOut {
        NONE {
            @Override
            boolean test(Outcome outcome) {
                return false;
            }
        },
        /** Those neither predicted nor true in any element. */
        UNSEEN {
            @Override
            boolean test(Outcome outcome) {
                return outcome.tp() + outcome.fp() + outcome.fn() == 0;
            }
        },
        /** Those never true. */
        NEVER_TRUE {
            @Override
            boolean test(Outcome outcome) {
                return outcome.actual() == 0;
            }
        };

        abstract boolean test(Outcome outcome);
    }

    /** The averaged score, or the score of each class. A weighted mean over nothing is 0. */
    double[] of(List<Outcome> classes, Score score, LeftOut leftOut) {
        return switch (this) {
            case NONE -> classes.stream().mapToDouble(score::of).toArray();
            case MICRO -> new double[] {score.of(classes.stream().reduce(new Outcome(0, 0, 0, 0), Outcome::plus))};
            case MACRO -> new double[] {mean(classes, score, outcome -> leftOut.test(outcome) ? 0 : 1)};
            case WEIGHTED -> new double[] {mean(classes, score, Outcome::actual)};
        };
    }

    private static double mean(List<Outcome> classes, Score score, Score weight) {
        double sum = 0;
        double weights = 0;
        for (Outcome outcome : classes) {
            double own = weight.of(outcome);
            sum += own * score.of(outcome);
            weights += own;
        }
        return weights == 0 ? 0 : sum / weights;
    }
}
