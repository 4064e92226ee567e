package io.evalstream.jobs.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.evalstream.metrics.metric.Catalogue;
import io.evalstream.metrics.metric.MetricDefinition;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code evalstream metrics}: the catalogue. */
@Command(
        name = "metrics",
        description = "Lists all metrics, or says all about one: its arguments, its formula and the state it needs.",
        footer = {
            "",
            "Examples:",
            "  evalstream metrics --family regression",
            "  evalstream metrics f1_score task=multiclass num_classes=10",
            "  evalstream metrics --markdown"
        })
final class MetricsCommand implements Callable<Integer> {

    private static final ObjectMapper YAML = new YAMLMapper();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli injects it
    private CommandSpec spec;

    @Parameters(
            index = "0",
            paramLabel = "NAME",
            arity = "0..1",
            description = "A metric, by its name or by that of its class in TorchMetrics.")
    private @Nullable String name;

    @Parameters(
            index = "1..*",
            paramLabel = "ARGUMENT=VALUE",
            arity = "0..*",
            description = "Its arguments, to see the state that it needs with them.")
    private List<String> arguments = List.of();

    @Option(names = "--family", paramLabel = "FAMILY", description = "List the metrics of this family only.")
    private @Nullable String family;

    @Option(names = "--markdown", description = "Print all about all metrics, as a page of Markdown.")
    private boolean markdown;

    @Override
    public Integer call() {
        Catalogue catalogue = Catalogue.discover();
        PrintWriter out = spec.commandLine().getOut();
        if (markdown) {
            if (name != null || family != null) {
                throw new ParameterException(
                        spec.commandLine(),
                        "found --markdown with " + (name == null ? "--family" : "'" + name + "'")
                                + "; it prints all metrics, so leave out the other");
            }
            out.print(new CataloguePage(catalogue).text());
            out.flush();
        } else if (name == null) {
            list(catalogue, out);
        } else {
            new MetricPage(catalogue, catalogue.find(name)).print(given(), out);
        }
        return ExitCode.OK;
    }

    private void list(Catalogue catalogue, PrintWriter out) {
        Map<String, TextTable> tables = new TreeMap<>();
        for (MetricDefinition definition : catalogue.definitions()) {
            tables.computeIfAbsent(catalogue.familyOf(definition), any -> new TextTable("  "))
                    .row(definition.name(), definition.torchMetrics(), definition.summary());
        }
        if (family != null) {
            TextTable only = tables.get(family);
            if (only == null) {
                throw new ParameterException(
                        spec.commandLine(),
                        "there is no family '" + family + "'; there are " + String.join(", ", tables.keySet()));
            }
            tables = Map.of(family, only);
        }
        tables.forEach((each, table) -> {
            out.println(each);
            table.print(out);
            out.println();
        });
        out.println("`evalstream metrics NAME` says all about one.");
    }

    private Map<String, @Nullable Object> given() {
        Map<String, @Nullable Object> given = new LinkedHashMap<>();
        for (String argument : arguments) {
            int equals = argument.indexOf('=');
            if (equals < 1) {
                throw new ParameterException(
                        spec.commandLine(),
                        "found '" + argument + "'; expected ARGUMENT=VALUE, such as num_classes=10");
            }
            try {
                given.put(argument.substring(0, equals), YAML.readValue(argument.substring(equals + 1), Object.class));
            } catch (JsonProcessingException e) {
                throw new ParameterException(
                        spec.commandLine(), "the value in '" + argument + "' is not YAML; put it in quotes", e);
            }
        }
        return given;
    }
}
