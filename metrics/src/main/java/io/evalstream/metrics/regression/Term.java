package io.evalstream.metrics.regression;

import io.evalstream.metrics.batch.DataType;
import io.evalstream.metrics.batch.Domain;
import io.evalstream.metrics.batch.Expression;
import org.jspecify.annotations.Nullable;

/**
 * What one prediction and its target add to a sum. Terms are computed in double from the numbers as they came; constants
 * are those of the row's type.
 */
sealed interface Term {

    /** TorchMetrics keeps divisors of percentages from falling below this. */
    double LEAST_DIVISOR = 1.17e-6;

    double of(double prediction, double target, DataType type);

    /** The terms of vectors as an expression, or null where loops do as well. */
    default @Nullable Expression of(Expression prediction, Expression target) {
        return null;
    }

    /** The predictions that have a term. */
    default Domain predictions() {
        return new Domain.Finite();
    }

    /** The targets that have a term. */
    default Domain targets() {
        return new Domain.Finite();
    }

    /** |t|. */
    record TargetMagnitude() implements Term {
        @Override
        public double of(double prediction, double target, DataType type) {
            return Math.abs(target);
        }
    }

    /** |p − t| / |t|. */
    record Percentage() implements Term {
        @Override
        public double of(double prediction, double target, DataType type) {
            return Math.abs(prediction - target) / Math.max(Math.abs(target), type.round(LEAST_DIVISOR));
        }
    }

    /** 2·|p − t| / (|p| + |t|). */
    record SymmetricPercentage() implements Term {
        @Override
        public double of(double prediction, double target, DataType type) {
            double scale = Math.abs(prediction) + Math.abs(target);
            return 2 * (Math.abs(prediction - target) / Math.max(scale, type.round(LEAST_DIVISOR)));
        }
    }

    /** (log(1 + p) − log(1 + t))². */
    record SquaredLog() implements Term {
        @Override
        public double of(double prediction, double target, DataType type) {
            double difference = StrictMath.log1p(prediction) - StrictMath.log1p(target);
            return difference * difference;
        }
    }

    /** log(cosh(p − t)), in a form that does not overflow: |d| + log(1 + e^(−2|d|)) − log 2. */
    record LogCosh() implements Term {
        private static final double LOG_2 = StrictMath.log(2);
        /** Below this the terms of the general form cancel; d²/2 − d⁴/12 is right to the last bits. */
        private static final double SMALL = 0x1p-10;

        @Override
        public double of(double prediction, double target, DataType type) {
            double size = Math.abs(prediction - target);
            if (size < SMALL) {
                double square = size * size;
                return square / 2 - square * square / 12;
            }
            return size + StrictMath.log1p(StrictMath.exp(-2 * size)) - LOG_2;
        }
    }

    /** |p − t|^exponent. */
    record Power(double exponent) implements Term {
        @Override
        public double of(double prediction, double target, DataType type) {
            return StrictMath.pow(Math.abs(prediction - target), exponent);
        }
    }

    /** α·(t − p) where the target is above the prediction, else (1 − α)·(p − t). */
    record Pinball(double alpha) implements Term {
        @Override
        public double of(double prediction, double target, DataType type) {
            return target >= prediction ? alpha * (target - prediction) : (1 - alpha) * (prediction - target);
        }

        @Override
        public Expression of(Expression prediction, Expression target) {
            return new Expression.Choice(
                    target.isLess(prediction),
                    prediction.minus(target).times(new Expression.Real(1 - alpha)),
                    target.minus(prediction).times(new Expression.Real(alpha)));
        }
    }

    /** The unit deviance of the Tweedie distribution of this power, which is neither 0 nor between 0 and 1. */
    record Deviance(double power) implements Term {
        @Override
        public double of(double prediction, double target, DataType type) {
            if (power == 1) {
                double relative = target == 0 ? 0 : target * StrictMath.log(target / prediction);
                return 2 * (relative + prediction - target);
            }
            if (power == 2) {
                return 2 * (StrictMath.log(prediction / target) + target / prediction - 1);
            }
            double ofTarget = StrictMath.pow(Math.max(target, 0), 2 - power) / ((1 - power) * (2 - power));
            double mixed = target * StrictMath.pow(prediction, 1 - power) / (1 - power);
            double ofPrediction = StrictMath.pow(prediction, 2 - power) / (2 - power);
            return 2 * (ofTarget - mixed + ofPrediction);
        }

        @Override
        public Domain predictions() {
            return new Domain.Above(0, false);
        }

        @Override
        public Domain targets() {
            return power < 0 ? new Domain.Finite() : new Domain.Above(0, power < 2);
        }
    }
}
