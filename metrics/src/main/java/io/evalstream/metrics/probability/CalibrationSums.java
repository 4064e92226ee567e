package io.evalstream.metrics.probability;

import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Cells;
import io.evalstream.metrics.batch.Domain;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.NumberColumn;
import io.evalstream.metrics.batch.Rejection;
import io.evalstream.metrics.batch.Requirement;
import io.evalstream.metrics.batch.Row;
import io.evalstream.metrics.batch.RowWeights;
import io.evalstream.metrics.batch.Statistic;
import io.evalstream.metrics.metric.Metric;
import io.evalstream.metrics.metric.MetricDefinition;
import io.evalstream.metrics.metric.Value;
import io.evalstream.metrics.state.Slot;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Exact sums of the weighted predictions and of the weighted targets, and how many they are. */
record CalibrationSums() implements Statistic {

    private static final int PREDICTED = 0;
    private static final int HAPPENED = 1;
    private static final int ELEMENTS = 2;

    static MetricDefinition definition() {
        return MetricDefinition.of(
                        "weighted_calibration",
                        arguments -> Metric.of(
                                arguments.metric(),
                                new CalibrationSums(),
                                null,
                                memory -> Value.scalar(memory.sum(PREDICTED).dividedBy(memory.sum(HAPPENED)))))
                .summary("Sum of the predictions relative to the sum of the targets; 1 is calibrated in the large.")
                .formula("Σ w·p / Σ w·t; w is the element's weight, 1 where there are none (torcheval's"
                        + " WeightedCalibration)")
                .undefinedWhen("the weighted targets add up to zero");
    }

    @Override
    public List<Slot> slots() {
        return List.of(Slot.exactSum("predicted"), Slot.exactSum("happened"), Slot.counts("elements"));
    }

    @Override
    public List<Requirement> requirements() {
        return Columns.withWeights(
                Requirement.of(Input.PREDS, new Domain.Finite()), Requirement.of(Input.TARGET, new Domain.Finite()));
    }

    @Override
    public @Nullable Rejection check(Row row) {
        return Columns.checkShapes(row, row.numbers(Input.PREDS).shape());
    }

    @Override
    public void update(Batch batch, Cells cells) {
        NumberColumn preds = batch.numbers(Input.PREDS);
        NumberColumn target = batch.numbers(Input.TARGET);
        RowWeights weights = RowWeights.of(batch, true);
        for (int row = 0; row < batch.size(); row++) {
            long multiplicity = batch.multiplicity(row);
            for (int i = 0; i < target.length(row); i++) {
                double weight = weights.weight(row, i);
                cells.sum(row, PREDICTED, 0).addProduct(preds.values()[preds.start(row) + i], weight, multiplicity);
                cells.sum(row, HAPPENED, 0).addProduct(target.values()[target.start(row) + i], weight, multiplicity);
                cells.count(row, ELEMENTS, 0, multiplicity);
            }
        }
    }
}
