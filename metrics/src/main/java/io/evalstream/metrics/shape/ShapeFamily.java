package io.evalstream.metrics.shape;

import io.evalstream.metrics.metric.Arguments;
import io.evalstream.metrics.metric.Metric;
import io.evalstream.metrics.metric.MetricDefinition;
import io.evalstream.metrics.metric.MetricFamily;
import io.evalstream.metrics.metric.Parameter;
import java.util.List;

/** Metrics of shapes. */
public final class ShapeFamily implements MetricFamily {

    @Override
    public String name() {
        return "shape";
    }

    @Override
    public List<MetricDefinition> metrics() {
        return List.of(
                MetricDefinition.of(
                                "procrustes_disparity",
                                arguments -> Metric.of(
                                        arguments.metric(),
                                        new Disparities(),
                                        false,
                                        arguments.text("reduction").equals("sum")
                                                ? Disparities::total
                                                : Disparities::mean))
                        .torchMetrics("ProcrustesDisparity")
                        .scikitLearn("scipy.spatial.procrustes")
                        .summary("What is left between two clouds of points after moving, scaling and turning one.")
                        .formula("1 − (Σ singular values of XᵀY)² for clouds X and Y with mean 0 and size 1 (Gower,"
                                + " Psychometrika 40, 1975)")
                        .parameters(List.of(Parameter.choice(
                                "reduction", "mean", "what becomes of the rows' disparities", "mean", "sum"))),
                MetricDefinition.of("lip_vertex_error", ShapeFamily::lipVertexError)
                        .torchMetrics("LipVertexError")
                        .summary("Largest squared distance between lip vertices of a frame, averaged over the frames.")
                        .formula(
                                "mean over the frames of max over the lip vertices of ‖v − v̂‖² (Richard et al., ICCV 2021)")
                        .parameters(List.of(
                                Parameter.of("mouth_map", Parameter.Type.NUMBERS, null, "indexes of the lip vertices")
                                        .mustBeGiven())));
    }

    private static Metric lipVertexError(Arguments arguments) {
        List<Double> given = arguments.numbers("mouth_map");
        boolean indexes = given.stream().allMatch(index -> index >= 0 && index == Math.rint(index) && index < 1 << 28);
        if (given.isEmpty() || !indexes) {
            throw arguments.refuse("'mouth_map' is " + given + "; expected at least one index of a vertex, from 0");
        }
        List<Integer> mouth = given.stream().map(Double::intValue).toList();
        return Metric.of(arguments.metric(), new LipDistances(mouth), false, LipDistances::mean);
    }
}
