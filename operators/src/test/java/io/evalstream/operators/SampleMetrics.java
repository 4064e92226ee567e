package io.evalstream.operators;

import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Cells;
import io.evalstream.metrics.batch.Domain;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.Rejection;
import io.evalstream.metrics.batch.Requirement;
import io.evalstream.metrics.batch.Row;
import io.evalstream.metrics.batch.Statistic;
import io.evalstream.metrics.metric.Metric;
import io.evalstream.metrics.metric.MetricDefinition;
import io.evalstream.metrics.metric.MetricFamily;
import io.evalstream.metrics.metric.Value;
import io.evalstream.metrics.state.Memory;
import io.evalstream.metrics.state.Slot;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A metric for each kind of slot that adds, with which the operators are tested: a score in [0, 1] is compared with one
 * of three classes. A score below 0.1 does not fit class 2, which only both sides together can tell.
 */
public final class SampleMetrics implements MetricFamily {

    static final int CLASSES = 3;
    static final int WIDE = 700_000;

    @Override
    public String name() {
        return "sample";
    }

    @Override
    public List<MetricDefinition> metrics() {
        return List.of(
                MetricDefinition.of("sample_error", arguments -> error()),
                MetricDefinition.of("sample_confusion", arguments -> confusion()),
                MetricDefinition.of("sample_scores", arguments -> scores()),
                MetricDefinition.of("sample_predictions", arguments -> predictions()),
                MetricDefinition.of("sample_wide", arguments -> wide()));
    }

    private static Metric error() {
        return Metric.of(
                "sample_error",
                new Errors(),
                false,
                memory -> Value.scalar(memory.sum(0).dividedBy(memory.count(1))));
    }

    private static Metric confusion() {
        return Metric.of("sample_confusion", new Confusion(CLASSES), null, memory -> {
            double[] cells =
                    Arrays.stream(memory.counts(0)).mapToDouble(count -> count).toArray();
            return Value.matrix(CLASSES, CLASSES, cells);
        });
    }

    private static Metric scores() {
        return Metric.of("sample_scores", new Scores(), null, SampleMetrics::histogram);
    }

    private static Metric predictions() {
        return Metric.of("sample_predictions", new Predictions(), null, SampleMetrics::histogram);
    }

    private static Value histogram(Memory memory) {
        Map<String, Value> counts = new LinkedHashMap<>();
        memory.map(0).forEachSorted((key, from, count) -> {
            if (count != 0) {
                counts.put(Double.longBitsToDouble(key[from]) + "/" + key[from + 1], Value.scalar((double) count));
            }
        });
        return new Value.Named(counts);
    }

    private static Metric wide() {
        return Metric.of("sample_wide", new Wide(), null, memory -> Value.scalar((double) memory.count(0, 0)));
    }

    private static List<Requirement> scoreAndClass() {
        return List.of(
                Requirement.of(Input.PREDS, new Domain.Range(0, 1)),
                Requirement.of(Input.TARGET, new Domain.Classes(CLASSES, null)));
    }

    private static double score(Batch batch, int row) {
        return batch.numbers(Input.PREDS).scalar(row);
    }

    private static int target(Batch batch, int row) {
        return (int) batch.numbers(Input.TARGET).scalar(row);
    }

    private record Errors() implements Statistic {
        @Override
        public List<Slot> slots() {
            return List.of(Slot.exactSum("squares"), Slot.counts("rows"));
        }

        @Override
        public List<Requirement> requirements() {
            return scoreAndClass();
        }

        @Override
        public @Nullable Rejection check(Row row) {
            boolean fits = row.numbers(Input.PREDS).values()[0] >= 0.1
                    || row.numbers(Input.TARGET).values()[0] != 2;
            return fits ? null : new Rejection(Rejection.Reason.OUT_OF_RANGE, "a score below 0.1 has no class 2");
        }

        @Override
        public void update(Batch batch, Cells cells) {
            for (int row = 0; row < batch.size(); row++) {
                double error = score(batch, row) - target(batch, row);
                cells.sum(row, 0, 0).addProduct(error, error, batch.multiplicity(row));
                cells.count(row, 1, 0, batch.multiplicity(row));
            }
        }
    }

    private record Confusion(int classes) implements Statistic {
        @Override
        public List<Slot> slots() {
            return List.of(Slot.counts("cells", classes, classes));
        }

        @Override
        public List<Requirement> requirements() {
            return scoreAndClass();
        }

        @Override
        public void update(Batch batch, Cells cells) {
            for (int row = 0; row < batch.size(); row++) {
                int predicted = Math.min(classes - 1, (int) (score(batch, row) * classes));
                cells.count(row, 0, target(batch, row) * classes + predicted, batch.multiplicity(row));
            }
        }
    }

    private record Scores() implements Statistic {
        @Override
        public List<Slot> slots() {
            return List.of(Slot.sparse("scores", 2, 1000));
        }

        @Override
        public List<Requirement> requirements() {
            return scoreAndClass();
        }

        @Override
        public void update(Batch batch, Cells cells) {
            for (int row = 0; row < batch.size(); row++) {
                long[] key = {Double.doubleToLongBits(score(batch, row)), target(batch, row)};
                cells.map(row, 0).add(key, 0, batch.multiplicity(row));
            }
        }
    }

    /** The scores of every prediction, labelled or not. */
    private record Predictions() implements Statistic {
        @Override
        public List<Slot> slots() {
            return List.of(Slot.sparse("scores", 2, 1000));
        }

        @Override
        public List<Requirement> requirements() {
            return List.of(Requirement.of(Input.PREDS, new Domain.Range(0, 1)));
        }

        @Override
        public void update(Batch batch, Cells cells) {
            for (int row = 0; row < batch.size(); row++) {
                long[] key = {Double.doubleToLongBits(score(batch, row)), batch.time(row)};
                cells.map(row, 0).add(key, 0, batch.multiplicity(row));
            }
        }
    }

    /** So many words that few states fill the fold's table. */
    private record Wide() implements Statistic {
        @Override
        public List<Slot> slots() {
            return List.of(Slot.counts("cells", WIDE));
        }

        @Override
        public List<Requirement> requirements() {
            return scoreAndClass();
        }

        @Override
        public void update(Batch batch, Cells cells) {
            for (int row = 0; row < batch.size(); row++) {
                cells.count(row, 0, 0, batch.multiplicity(row));
            }
        }
    }
}
