package io.evalstream.metrics.drift;

import io.evalstream.metrics.batch.Activation;
import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.DataType;
import io.evalstream.metrics.batch.Domain;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.NumberColumn;
import io.evalstream.metrics.batch.Requirement;
import io.evalstream.metrics.metric.Arguments;
import io.evalstream.metrics.metric.InputKind;
import io.evalstream.metrics.metric.Parameter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What is watched of a prediction: one value, or none where the prediction lacks it. */
sealed interface Watched {

    List<Parameter> PARAMETERS = List.of(
            Parameter.of(
                    "of",
                    Parameter.Type.TEXT,
                    "score",
                    "what is watched: `score`, the largest number in preds; `class`, the predicted class; or a feature,"
                            + " `features.NAME`"),
            Parameter.choice("kind", "numeric", "what a feature holds", "numeric", "categorical"),
            Parameter.choice(
                    "input",
                    "probability",
                    "what preds holds, for `of: class`",
                    "probability",
                    "logit",
                    "label",
                    "value"),
            Parameter.number("threshold", 0.5, "a single score above it is class 1, for `of: class`")
                    .within(0, 1));

    /** The column that it reads. */
    Requirement requirement();

    /** What it is, in one line that changes where other values would be counted. */
    String inWords();

    /** Whether a row has no value. */
    boolean isMissing(Batch batch, int row);

    /** A number. */
    record Numeric(Input input) implements Watched {
        @Override
        public Requirement requirement() {
            return Requirement.of(input, new Domain.Any()).orAbsent();
        }

        @Override
        public String inWords() {
            return input.equals(Input.PREDS) ? "score" : input.name();
        }

        /** The largest number of a row; NaN where it has none, or one is NaN. */
        double number(Batch batch, int row) {
            NumberColumn column = batch.numbers(input);
            double largest = column.length(row) == 0 ? Double.NaN : Double.NEGATIVE_INFINITY;
            for (int i = column.start(row); i < column.end(row); i++) {
                largest = Math.max(largest, column.values()[i]);
            }
            return largest;
        }

        @Override
        public boolean isMissing(Batch batch, int row) {
            return Double.isNaN(number(batch, row));
        }
    }

    /** A word. */
    sealed interface Categorical extends Watched {
        /** The word of a row, or null. */
        @Nullable
        String word(Batch batch, int row);

        @Override
        default boolean isMissing(Batch batch, int row) {
            return word(batch, row) == null;
        }
    }

    /** The text of a feature. */
    record Category(Input input) implements Categorical {
        @Override
        public Requirement requirement() {
            return Requirement.texts(input).orAbsent();
        }

        @Override
        public String inWords() {
            return input.name();
        }

        @Override
        public @Nullable String word(Batch batch, int row) {
            List<String> texts = batch.texts(input).texts(row);
            return texts.isEmpty() ? null : texts.get(0);
        }
    }

    /** The predicted class: as it is, the place of the largest score, or whether the one score is above a threshold. */
    record PredictedClass(InputKind input, double threshold) implements Categorical {
        @Override
        public Requirement requirement() {
            Domain domain = input == InputKind.LABEL ? Domain.Whole.ANY : new Domain.Any();
            return Requirement.of(Input.PREDS, domain).orAbsent();
        }

        @Override
        public String inWords() {
            return input == InputKind.LABEL
                    ? "class"
                    : "class by " + input.name().toLowerCase(Locale.ROOT) + " above " + threshold;
        }

        @Override
        public @Nullable String word(Batch batch, int row) {
            NumberColumn preds = batch.numbers(Input.PREDS);
            if (preds.length(row) == 0) {
                return null;
            }
            double first = preds.scalar(row);
            if (input == InputKind.LABEL) {
                return Long.toString((long) first);
            }
            return preds.length(row) == 1
                    ? ofOne(first, preds.type(row))
                    : ofSeveral(preds.values(), preds.start(row), preds.end(row));
        }

        private @Nullable String ofOne(double score, DataType type) {
            if (Double.isNaN(score)) {
                return null;
            }
            double probability = input == InputKind.LOGIT ? Activation.sigmoid(score, type) : score;
            return probability > type.round(threshold) ? "1" : "0";
        }

        /** The first of the largest scores; none where one is NaN. */
        private static @Nullable String ofSeveral(double[] scores, int start, int end) {
            int best = start;
            for (int i = start; i < end; i++) {
                if (Double.isNaN(scores[i])) {
                    return null;
                }
                best = scores[i] > scores[best] ? i : best;
            }
            return Integer.toString(best - start);
        }
    }

    static Watched of(Arguments arguments) {
        String of = arguments.text("of");
        if (of.equals("score")) {
            return new Numeric(Input.PREDS);
        } else if (of.equals("class")) {
            InputKind input = arguments.choice("input", InputKind.class);
            if (input == InputKind.VALUE) {
                throw arguments.refuse(
                        "`of: class` needs `input: probability`, `logit` or `label`; plain values have no"
                                + " class, so watch the `score`");
            }
            return new PredictedClass(input, arguments.number("threshold"));
        } else if (of.startsWith("features.") && of.length() > "features.".length()) {
            return arguments.text("kind").equals("numeric")
                    ? new Numeric(Input.numbers(of, Input.Side.PREDICTION))
                    : new Category(Input.texts(of, Input.Side.PREDICTION));
        }
        throw arguments.refuse("'of' is '" + of + "'; expected score, class, or a feature such as features.country");
    }

    /** What is watched where only numbers will do. */
    static Numeric numeric(Arguments arguments) {
        if (of(arguments) instanceof Numeric numeric) {
            return numeric;
        }
        throw arguments.refuse("needs an order, and '" + arguments.text("of")
                + "' has categories; use drift_psi or drift_js for them, or `kind: numeric`");
    }
}
