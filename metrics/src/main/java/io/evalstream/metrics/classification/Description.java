package io.evalstream.metrics.classification;

import io.evalstream.metrics.metric.Arguments;
import io.evalstream.metrics.metric.Metric;
import io.evalstream.metrics.metric.MetricDefinition;
import io.evalstream.metrics.metric.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a metric is called and says, whatever the task. From it come the definition for each task and the one that is told
 * the task by an argument.
 *
 * @param name name without the task, such as {@code f1_score}
 * @param torchMetrics class without the task, such as {@code F1Score}; nothing where there is none
 * @param scikitLearn function of scikit-learn, or nothing
 * @param higherIsBetter the direction of improvement, or null where there is none
 * @param undefined when there is no value, beyond an empty window
 */
record Description(
        String name,
        String torchMetrics,
        String scikitLearn,
        @Nullable Boolean higherIsBetter,
        String summary,
        String formula,
        String undefined) {

    /** The metric of one task. */
    MetricDefinition of(Task task, List<Parameter> parameters, Function<Arguments, Metric> factory) {
        return texts(MetricDefinition.of(task.metricName(name), factory), task.className(torchMetrics))
                .parameters(parameters);
    }

    /**
     * The metric that is told its task.
     *
     * @param tasks how the metric of each task is made, from arguments that hold all of its parameters
     */
    MetricDefinition dispatching(Map<Task, Function<Arguments, Metric>> tasks, List<Parameter> parameters) {
        Parameter task = Parameter.choice(
                        "task",
                        null,
                        "what is classified",
                        tasks.keySet().stream().sorted().map(Task::word).toArray(String[]::new))
                .mustBeGiven();
        List<Parameter> all = new ArrayList<>(List.of(task));
        all.addAll(parameters);
        return texts(
                        MetricDefinition.of(name, arguments -> {
                            Function<Arguments, Metric> chosen = tasks.get(arguments.choice("task", Task.class));
                            return java.util.Objects.requireNonNull(chosen, "the choices of 'task' are the tasks given")
                                    .apply(arguments);
                        }),
                        torchMetrics)
                .parameters(all);
    }

    private MetricDefinition texts(MetricDefinition definition, String className) {
        return definition
                .torchMetrics(torchMetrics.isEmpty() ? "" : className)
                .scikitLearn(scikitLearn)
                .summary(summary)
                .formula(formula)
                .undefinedWhen(undefined)
                .takesWeights();
    }
}
