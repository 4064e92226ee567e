package io.evalstream.deploy;

import io.evalstream.jobs.export.ExportedMetric;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Names of Prometheus metrics: those that dashboards and rules ask for, and those that there are. */
final class MetricNames {

    static final Path RULES = Repository.CHART.resolve("files/rules.yaml");

    private MetricNames() {}

    /** The queries of all panels. */
    static Stream<String> queries() {
        return Repository.files(Repository.CHART.resolve("files/dashboards"), ".json").stream()
                .map(Repository::document)
                .flatMap(dashboard -> dashboard.path("panels").findValuesAsText("expr").stream());
    }

    /** What dashboards and rules ask for, among the metrics whose names begin so. */
    static Set<String> asked(String prefix) {
        List<String> alerts = Repository.document(RULES).findValuesAsText("expr");
        List<String> variables = Repository.files(Repository.CHART.resolve("files/dashboards"), ".json").stream()
                .map(Repository::document)
                .flatMap(dashboard -> dashboard.at("/templating/list").valueStream())
                .map(variable -> variable.at("/query/query").asText())
                .toList();
        Pattern name = Pattern.compile("\\b" + prefix + "\\w+");
        Set<String> names = new TreeSet<>();
        Stream.of(queries(), alerts.stream(), variables.stream())
                .flatMap(texts -> texts)
                .forEach(text -> name.matcher(text).results().forEach(found -> names.add(found.group())));
        return names;
    }

    /** What the exporter says it serves. */
    static Set<String> exported() {
        Set<String> names = new TreeSet<>();
        for (ExportedMetric metric : ExportedMetric.values()) {
            names.add(metric.exportedName());
        }
        return names;
    }
}
