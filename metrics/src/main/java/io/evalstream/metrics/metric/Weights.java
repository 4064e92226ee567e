package io.evalstream.metrics.metric;

import io.evalstream.metrics.batch.Weighted;
import java.util.List;

/** The arguments by which a plan lets rows count by their weights. */
final class Weights {

    static final Parameter WEIGHTED = Parameter.flag(
            "weighted",
            false,
            "whether rows count by their weights: the label's, or else the prediction's, or else 1; scikit-learn's"
                    + " sample_weight");

    static final Parameter UNIT = Parameter.number(
            "weight_unit",
            0x1p-20,
            "what weights are whole numbers of; others are rounded to the nearest, and 2^40 of it is the largest."
                    + " 2^-20 by default; 1 where weights are whole, 0.01 for cents");

    static final List<Parameter> PARAMETERS = List.of(WEIGHTED, UNIT);

    private Weights() {}

    /** The metric over weighted rows, or a refusal where it lists its rows, has an interval, or the unit is none. */
    static Metric apply(Metric metric, Arguments arguments) {
        Confidence confidence = Confidence.of(arguments);
        if (confidence != null) {
            throw arguments.refuse("'weighted' is true and 'confidence' is " + confidence.level()
                    + ", but an interval counts rows, and a row of weight w is not w independent ones; leave out one of"
                    + " the two, or put the metric under 'bootstrap'");
        }
        double unit = arguments.unit();
        if (!(unit >= 0x1p-500 && unit <= 0x1p500)) {
            throw arguments.refuse(
                    "'weight_unit' is " + unit + "; expected a number above 0, such as 1 for whole weights");
        }
        if (!metric.statistics().stream().allMatch(Weighted::applies)) {
            throw arguments.refuse("'weighted' is true, but these arguments ask for a value of each row, and a row on"
                    + " its own has no use for a weight; leave out 'weighted', or ask for one value of all rows");
        }
        return metric.weighted(unit);
    }
}
