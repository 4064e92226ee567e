package io.evalstream.metrics.laws;

import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Cells;
import io.evalstream.metrics.batch.Domain;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.NumberColumn;
import io.evalstream.metrics.batch.Rejection;
import io.evalstream.metrics.batch.Requirement;
import io.evalstream.metrics.batch.Row;
import io.evalstream.metrics.batch.Statistic;
import io.evalstream.metrics.metric.Arguments;
import io.evalstream.metrics.metric.Metric;
import io.evalstream.metrics.metric.MetricDefinition;
import io.evalstream.metrics.metric.MetricFamily;
import io.evalstream.metrics.metric.Parameter;
import io.evalstream.metrics.metric.Value;
import io.evalstream.metrics.state.Slot;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Two small metrics with which the machinery of the tests is itself tested. */
public final class SampleFamily implements MetricFamily {

    @Override
    public String name() {
        return "sample";
    }

    @Override
    public List<MetricDefinition> metrics() {
        return List.of(
                MetricDefinition.of("mean_squared_error", arguments -> meanSquaredError())
                        .torchMetrics("MeanSquaredError")
                        .summary("The mean of the squared differences.")
                        .formula("sum (p - t)^2 / n"),
                MetricDefinition.of("binary_accuracy", SampleFamily::accuracy)
                        .torchMetrics("BinaryAccuracy")
                        .summary("How often the predicted class is the true one.")
                        .formula("(tp + tn) / n")
                        .parameters(List.of(
                                Parameter.number("threshold", 0.5, "cut").within(0, 1),
                                Parameter.choice(
                                        "input", "probability", "kind of input", "probability", "logit", "label"))));
    }

    private static Metric meanSquaredError() {
        return Metric.of(
                "mean_squared_error",
                new SquaredErrors(),
                false,
                memory -> Value.scalar(memory.sum(0).dividedBy(memory.count(1))));
    }

    private static Metric accuracy(Arguments arguments) {
        Hits hits = new Hits(arguments.number("threshold"), arguments.text("input"));
        return Metric.of(
                "binary_accuracy",
                hits,
                true,
                memory -> Value.scalar((double) memory.count(0, 1) / (memory.count(0, 0) + memory.count(0, 1))));
    }

    private record SquaredErrors() implements Statistic {
        @Override
        public List<Slot> slots() {
            return List.of(Slot.exactSum("squares"), Slot.counts("rows"));
        }

        @Override
        public List<Requirement> requirements() {
            return List.of(
                    Requirement.of(Input.PREDS, new Domain.Finite()),
                    Requirement.of(Input.TARGET, new Domain.Finite()));
        }

        @Override
        public @Nullable Rejection check(Row row) {
            return Arrays.equals(
                            row.numbers(Input.PREDS).shape(),
                            row.numbers(Input.TARGET).shape())
                    ? null
                    : new Rejection(Rejection.Reason.WRONG_WIDTH, "preds and target differ in shape");
        }

        @Override
        public void update(Batch batch, Cells cells) {
            NumberColumn preds = batch.numbers(Input.PREDS);
            NumberColumn target = batch.numbers(Input.TARGET);
            for (int row = 0; row < batch.size(); row++) {
                for (int i = 0; i < preds.length(row); i++) {
                    double error = preds.values()[preds.start(row) + i] - target.values()[target.start(row) + i];
                    cells.sum(row, 0, 0).addProduct(error, error, batch.multiplicity(row));
                    cells.count(row, 1, 0, batch.multiplicity(row));
                }
            }
        }
    }

    private record Hits(double threshold, String input) implements Statistic {
        @Override
        public List<Slot> slots() {
            return List.of(Slot.counts("misses_and_hits", 2));
        }

        @Override
        public List<Requirement> requirements() {
            Domain domain = switch (input) {
                case "label" -> new Domain.Classes(2, null);
                case "logit" -> new Domain.Finite();
                default -> new Domain.Range(0, 1);
            };
            return List.of(
                    Requirement.wide(Input.PREDS, 1, domain),
                    Requirement.wide(Input.TARGET, 1, new Domain.Classes(2, null)));
        }

        @Override
        public void update(Batch batch, Cells cells) {
            for (int row = 0; row < batch.size(); row++) {
                double score = batch.numbers(Input.PREDS).scalar(row);
                double probability = input.equals("logit") ? 1 / (1 + StrictMath.exp(-score)) : score;
                boolean hit =
                        probability > threshold == (batch.numbers(Input.TARGET).scalar(row) == 1);
                cells.count(row, 0, hit ? 1 : 0, batch.multiplicity(row));
            }
        }
    }
}
