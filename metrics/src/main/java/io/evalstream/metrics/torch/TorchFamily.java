package io.evalstream.metrics.torch;

import io.evalstream.metrics.batch.DeviceException;
import io.evalstream.metrics.metric.Arguments;
import io.evalstream.metrics.metric.Metric;
import io.evalstream.metrics.metric.MetricDefinition;
import io.evalstream.metrics.metric.MetricFamily;
import io.evalstream.metrics.metric.Parameter;
import java.util.List;

/** Metrics that their users write in Python. The catalogue lists them everywhere; only a plan that has one needs PyTorch. */
public final class TorchFamily implements MetricFamily {

    static final Parameter MODULE = Parameter.of(
                    "module",
                    Parameter.Type.FILE,
                    null,
                    "what `torch.jit.save` wrote of a module with the methods `init`, `reductions`, `update`, `compute` and"
                            + " `example`")
            .mustBeGiven();

    static final Parameter COLUMNS = Parameter.of(
            "columns",
            Parameter.Type.TEXTS,
            List.of("preds", "target"),
            "the columns that `update` takes after the state, in its order; `target` is the label's, every other one the"
                    + " prediction's");

    static final Parameter HIGHER_IS_BETTER = Parameter.of(
            "higher_is_better", Parameter.Type.BOOLEAN, null, "the direction of improvement, where there is one");

    @Override
    public String name() {
        return "torch";
    }

    @Override
    public List<MetricDefinition> metrics() {
        return List.of(MetricDefinition.of("torchscript", TorchFamily::torchscript)
                .summary("A metric of your own, written in Python and saved as a TorchScript module.")
                .formula(
                        "what `compute` makes of the states that `update` has made of rows, which are added, or of which the"
                                + " smallest or largest elements are kept, as `reductions` says. Sums of floating-point numbers"
                                + " are as exact as such sums are: another order of the rows may change the last digits, and a"
                                + " correction subtracts what a row adds. Counts (int64), minima and maxima are exact")
                .undefinedWhen("`compute` raises, or gives NaN or an infinity; or a minimum or maximum was taken back")
                .parameters(List.of(MODULE, COLUMNS, HIGHER_IS_BETTER)));
    }

    private static Metric torchscript(Arguments arguments) {
        try {
            Devices.requireLibrary("the metric '" + arguments.metric() + "'");
            return ModuleStatistic.metric(arguments);
        } catch (DeviceException e) {
            throw arguments.refuse(String.valueOf(e.getMessage()));
        }
    }
}
