package io.evalstream.jobs.cli;

import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.metric.Catalogue;
import io.evalstream.metrics.metric.MetricDefinition;
import io.evalstream.metrics.metric.MetricSet;
import io.evalstream.metrics.metric.Parameter;
import io.evalstream.metrics.metric.PlanException;
import io.evalstream.metrics.state.Layout;
import io.evalstream.metrics.state.Slot;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** All about one metric. */
final class MetricPage {

    private final Catalogue catalogue;
    private final MetricDefinition definition;

    MetricPage(Catalogue catalogue, MetricDefinition definition) {
        this.catalogue = catalogue;
        this.definition = definition;
    }

    void print(Map<String, @Nullable Object> given, PrintWriter out) {
        out.println(definition.name() + " (" + catalogue.familyOf(definition) + ")");
        out.println("  " + definition.summary());
        out.println();
        TextTable facts = new TextTable("  ");
        fact(facts, "TorchMetrics", definition.torchMetrics());
        fact(facts, "scikit-learn", definition.scikitLearn());
        fact(facts, "formula", definition.formula());
        fact(facts, "undefined", definition.undefinedWhen());
        facts.print(out);
        out.println();
        if (!definition.parameters().isEmpty()) {
            out.println("  arguments");
            TextTable parameters = new TextTable("    ");
            definition
                    .parameters()
                    .forEach(parameter -> parameters.row(
                            parameter.name(), fallback(parameter), parameter.expected(), parameter.description()));
            parameters.print(out);
            out.println();
        }
        printState(given, out);
    }

    private void printState(Map<String, @Nullable Object> given, PrintWriter out) {
        ArgumentExamples examples = new ArgumentExamples(catalogue, definition);
        MetricSet alone;
        try {
            alone = examples.alone(given);
        } catch (PlanException refusal) {
            if (!given.isEmpty()) {
                throw refusal;
            }
            if (definition.needsFile()) {
                out.println("  state: follows from its arguments");
                return;
            }
            out.println("  state: depends on arguments; give them, as in `evalstream metrics " + definition.name() + " "
                    + ArgumentExamples.text(examples.all().get(0)) + "`");
            return;
        }
        out.println(
                "  reads " + alone.schema().inputs().stream().map(Input::name).collect(Collectors.joining(", ")));
        out.println("  state of each series and pane");
        TextTable slots = new TextTable("    ");
        for (Layout.Place place : alone.layout().places()) {
            long bytes = Layout.of(Map.of(place.path(), place.slot())).bytes();
            slots.row(
                    place.slot().name(),
                    place.slot().signature(),
                    String.format(
                            Locale.ROOT, "%,d bytes%s", bytes, place.slot() instanceof Slot.Sparse ? ", grows" : ""));
        }
        slots.row(
                "",
                "",
                String.format(Locale.ROOT, "%,d bytes in all", alone.layout().bytes()));
        slots.print(out);
    }

    private static void fact(TextTable table, String name, String text) {
        if (!text.isEmpty()) {
            table.row(name, text);
        }
    }

    private static String fallback(Parameter parameter) {
        if (parameter.required()) {
            return "must be given";
        }
        return parameter.fallback() == null ? "optional" : "default " + parameter.fallback();
    }
}
