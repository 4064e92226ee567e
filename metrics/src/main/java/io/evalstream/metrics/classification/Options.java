package io.evalstream.metrics.classification;

import io.evalstream.metrics.metric.Parameter;
import java.util.ArrayList;
import java.util.List;

/** The parameters that metrics of this family have in common, named as in TorchMetrics. */
final class Options {

    static final Parameter INPUT =
            Parameter.choice("input", "probability", "what the numbers in preds are", "probability", "logit", "label");
    static final Parameter SCORES =
            Parameter.choice("input", "probability", "what the numbers in preds are", "probability", "logit");
    static final Parameter THRESHOLD = Parameter.number("threshold", 0.5, "a probability above it counts as positive")
            .within(0, 1);
    static final Parameter IGNORE_INDEX =
            Parameter.integer("ignore_index", null, "elements with this target are not counted");
    static final Parameter MULTIDIM_AVERAGE = Parameter.choice(
            "multidim_average",
            "global",
            "one value over all elements, or one for each row, in order of the rows' positions",
            "global",
            "samplewise");
    static final Parameter ZERO_DIVISION =
            Parameter.number("zero_division", 0.0, "value of a quotient of zero by zero: 0 or 1");
    static final Parameter AVERAGE = Parameter.choice(
            "average",
            "macro",
            "over classes: micro counts them together, macro is their mean, weighted their mean by support, none keeps"
                    + " them apart",
            "micro",
            "macro",
            "weighted",
            "none");
    static final Parameter TOP_K = Parameter.integer(
                    "top_k", 1, "a target among so many highest scores counts as predicted; ties go to the lower class")
            .atLeast(1);
    static final Parameter NUM_CLASSES =
            Parameter.integer("num_classes", null, "number of classes").atLeast(2);
    static final Parameter NUM_LABELS =
            Parameter.integer("num_labels", null, "number of labels").atLeast(2);
    static final Parameter MAX_DISTINCT = Parameter.integer(
                    "max_distinct", 1 << 20, "largest number of rows or cells kept one by one; past it undefined")
            .atLeast(1);

    private Options() {}

    @SafeVarargs
    static List<Parameter> join(List<Parameter>... lists) {
        List<Parameter> joined = new ArrayList<>();
        for (List<Parameter> list : lists) {
            joined.addAll(list);
        }
        return joined;
    }
}
