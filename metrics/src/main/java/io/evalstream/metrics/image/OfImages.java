package io.evalstream.metrics.image;

import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Cell;
import io.evalstream.metrics.batch.Cells;
import io.evalstream.metrics.batch.DataType;
import io.evalstream.metrics.batch.Device;
import io.evalstream.metrics.batch.Domain;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.Rejection;
import io.evalstream.metrics.batch.Requirement;
import io.evalstream.metrics.batch.Row;
import io.evalstream.metrics.batch.RowSchema;
import io.evalstream.metrics.batch.Statistic;
import io.evalstream.metrics.metric.Arguments;
import io.evalstream.metrics.metric.Metric;
import io.evalstream.metrics.metric.Value;
import io.evalstream.metrics.state.Slot;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What another statistic remembers of the features that a network makes of images. Images of which it makes none after
 * all, though it takes their shape, are counted in a slot behind those of the other.
 *
 * @param of reads features
 */
record OfImages(Statistic of, FeatureNetwork network) implements Statistic {

    /** A metric of features: those that events carry, or that the network makes which the arguments name. */
    static Metric metric(
            Arguments arguments,
            List<? extends Statistic> ofFeatures,
            Metric.Reading reading,
            @Nullable Boolean higherIsBetter) {
        FeatureNetwork network = FeatureNetwork.of(arguments);
        if (network == null) {
            return new Metric(arguments.metric(), List.copyOf(ofFeatures), reading, higherIsBetter);
        }
        List<Statistic> statistics = new ArrayList<>();
        ofFeatures.forEach(statistic -> statistics.add(new OfImages(statistic, network)));
        return new Metric(
                arguments.metric(),
                statistics,
                memories -> {
                    for (int i = 0; i < memories.size(); i++) {
                        long failed =
                                memories.get(i).count(ofFeatures.get(i).slots().size());
                        if (failed != 0) {
                            return Value.undefined(
                                    Value.Code.NON_FINITE,
                                    "the network makes of " + failed + " images no features that can be kept");
                        }
                    }
                    return reading.read(memories);
                },
                higherIsBetter);
    }

    @Override
    public List<Slot> slots() {
        List<Slot> slots = new ArrayList<>(of.slots());
        slots.add(Slot.counts("failed"));
        return slots;
    }

    @Override
    public List<Requirement> requirements() {
        return of.requirements().stream()
                .map(requirement -> isOfFeatures(requirement)
                        ? Requirement.of(FeatureNetwork.IMAGES, new Domain.Finite())
                        : requirement)
                .toList();
    }

    @Override
    public boolean keepsRowsApart() {
        return of.keepsRowsApart();
    }

    @Override
    public @Nullable Rejection check(Row row) {
        Rejection rejection = network.check(row.numbers(FeatureNetwork.IMAGES));
        return rejection == null && row.schema().indexOf(Features.REAL) >= 0 ? Features.checkMark(row) : rejection;
    }

    @Override
    public Statistic on(Device device) {
        return new OfImages(of, network.on(device));
    }

    @Override
    public void update(Batch batch, Cells cells) {
        double[][] features = batch.derived(network, network::features);
        RowSchema schema = new RowSchema(List.of(of));
        Batch ofFeatures = new Batch(schema);
        List<Integer> kept = new ArrayList<>();
        for (int row = 0; row < batch.size(); row++) {
            double[] vector = features[row];
            if (!fits(vector)) {
                cells.count(row, of.slots().size(), 0, batch.multiplicity(row));
                continue;
            }
            Row derived = new Row(schema);
            for (Input input : schema.inputs()) {
                derived.set(
                        input,
                        input.equals(Features.FEATURES)
                                ? Cell.Numbers.vector(vector, DataType.FLOAT64)
                                : batch.cell(input, row));
            }
            ofFeatures.append(derived, batch.multiplicity(row), batch.time(row), batch.sequence(row));
            kept.add(row);
        }
        int[] rows = kept.stream().mapToInt(Integer::intValue).toArray();
        of.update(ofFeatures, cells.part(0, of.slots().size(), rows));
    }

    private boolean fits(double[] features) {
        if (features.length == 0) {
            return false;
        }
        for (Requirement requirement : of.requirements()) {
            if (isOfFeatures(requirement)) {
                for (double feature : features) {
                    if (requirement.domain().check(Features.FEATURES, feature) != null) {
                        return false;
                    }
                }
            }
        }
        return true;
    }

    private static boolean isOfFeatures(Requirement requirement) {
        return requirement.input().equals(Features.FEATURES);
    }
}
