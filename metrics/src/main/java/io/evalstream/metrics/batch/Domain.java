package io.evalstream.metrics.batch;

import org.jspecify.annotations.Nullable;

/** Which numbers a column may hold. */
public sealed interface Domain {

    /** A rejection for a number outside the domain, or null. */
    @Nullable
    Rejection check(Input input, double value);

    /** Any number, NaN and infinities among them: the metric's arguments say what becomes of them. */
    record Any() implements Domain {
        @Override
        public @Nullable Rejection check(Input input, double value) {
            return null;
        }
    }

    /** Any finite number. */
    record Finite() implements Domain {
        @Override
        public @Nullable Rejection check(Input input, double value) {
            return Double.isFinite(value) ? null : notANumber(input, value);
        }
    }

    /** Numbers from {@code lowest} to {@code highest}, both included. */
    record Range(double lowest, double highest) implements Domain {
        @Override
        public @Nullable Rejection check(Input input, double value) {
            if (Double.isNaN(value)) {
                return notANumber(input, value);
            }
            return value >= lowest && value <= highest
                    ? null
                    : new Rejection(
                            Rejection.Reason.OUT_OF_RANGE,
                            input.name() + " holds " + value + "; expected a number from " + lowest + " to " + highest
                                    + " (if these are logits, say `input: logit`)");
        }
    }

    /**
     * Numbers up to a magnitude.
     *
     * @param remedy what to do about larger ones
     */
    record Bounded(double largest, String remedy) implements Domain {
        @Override
        public @Nullable Rejection check(Input input, double value) {
            if (Double.isNaN(value)) {
                return notANumber(input, value);
            }
            return Math.abs(value) <= largest
                    ? null
                    : new Rejection(
                            Rejection.Reason.OUT_OF_RANGE,
                            input.name() + " holds " + value + "; expected a magnitude of at most " + largest + " ("
                                    + remedy + ")");
        }
    }

    /**
     * How much a row counts: from nothing up to a bound.
     *
     * @param most what the units that weights are counted in have room for
     */
    record Weight(double most) implements Domain {
        @Override
        public @Nullable Rejection check(Input input, double value) {
            if (Double.isNaN(value)) {
                return notANumber(input, value);
            }
            return value >= 0 && value <= most
                    ? null
                    : new Rejection(
                            Rejection.Reason.OUT_OF_RANGE,
                            input.name() + " holds " + value + "; expected a weight from 0 to " + most
                                    + " (a larger `weight_unit` makes room for larger weights)");
        }
    }

    /**
     * Finite numbers above a bound.
     *
     * @param included whether the bound itself is one of them; negative infinity may be, as the logarithm of zero
     */
    record Above(double bound, boolean included) implements Domain {
        @Override
        public @Nullable Rejection check(Input input, double value) {
            if (included && value == bound) {
                return null;
            }
            if (!Double.isFinite(value)) {
                return notANumber(input, value);
            }
            return value > bound
                    ? null
                    : new Rejection(
                            Rejection.Reason.OUT_OF_RANGE,
                            input.name() + " holds " + value + "; expected a number "
                                    + (included ? "not below " : "above ") + bound);
        }
    }

    /**
     * Class indices from 0 to {@code classes - 1}.
     *
     * @param ignored an index outside them that is accepted too, or null
     */
    record Classes(int classes, @Nullable Integer ignored) implements Domain {
        @Override
        public @Nullable Rejection check(Input input, double value) {
            if (Double.isNaN(value)) {
                return notANumber(input, value);
            }
            if (value >= 0 && value < classes && value == Math.rint(value)) {
                return null;
            }
            if (ignored != null && value == ignored) {
                return null;
            }
            return new Rejection(
                    Rejection.Reason.OUT_OF_RANGE,
                    input.name() + " holds " + value + "; expected a class index from 0 to " + (classes - 1)
                            + (ignored == null ? "" : ", or " + ignored + " (ignore_index)"));
        }
    }

    /**
     * Whole numbers of an integer type between two bounds, both included: identities, labels of an open set, counts.
     */
    record Whole(long least, long most) implements Domain {

        /** Past this a double no longer tells neighbours apart. */
        public static final long LARGEST = 1L << 53;

        /** Any whole number that a double holds exactly. */
        public static final Whole ANY = new Whole(-LARGEST, LARGEST);

        @Override
        public @Nullable Rejection check(Input input, double value) {
            if (Double.isNaN(value)) {
                return notANumber(input, value);
            }
            return value == Math.rint(value) && value >= least && value <= most
                    ? null
                    : new Rejection(
                            Rejection.Reason.OUT_OF_RANGE,
                            input.name() + " holds " + value + "; expected a whole number from " + least + " to "
                                    + most);
        }
    }

    /** The numbers of a domain, and one more that marks elements that do not count. */
    record OrIgnored(Domain domain, int ignored) implements Domain {
        @Override
        public @Nullable Rejection check(Input input, double value) {
            return value == ignored ? null : domain.check(input, value);
        }
    }

    /** The numbers of a domain, and NaN, which marks elements that do not count. */
    record OrNaN(Domain domain) implements Domain {
        @Override
        public @Nullable Rejection check(Input input, double value) {
            return Double.isNaN(value) ? null : domain.check(input, value);
        }
    }

    private static Rejection notANumber(Input input, double value) {
        return new Rejection(
                Rejection.Reason.NOT_A_NUMBER, input.name() + " holds " + value + "; expected a finite number");
    }
}
