package io.evalstream.jobs.cli;

import io.evalstream.metrics.batch.Domain;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.Requirement;
import io.evalstream.metrics.metric.Catalogue;
import io.evalstream.metrics.metric.MetricDefinition;
import io.evalstream.metrics.metric.MetricSet;
import io.evalstream.metrics.metric.Parameter;
import io.evalstream.metrics.state.Layout;
import io.evalstream.metrics.state.Slot;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** All about one metric, as a section of a page of Markdown. */
final class MetricSection {

    private final MetricDefinition definition;
    private final ArgumentExamples examples;
    private final StringBuilder text = new StringBuilder();

    MetricSection(Catalogue catalogue, MetricDefinition definition) {
        this.definition = definition;
        this.examples = new ArgumentExamples(catalogue, definition);
    }

    String text() {
        text.setLength(0);
        text.append("### ").append(definition.name()).append("\n\n");
        text.append(Markdown.prose(definition.summary())).append('\n');
        facts();
        parameters();
        states();
        return text.toString();
    }

    private void facts() {
        text.append("\n| | |\n|---|---|\n");
        fact("TorchMetrics", code(definition.torchMetrics()));
        fact("scikit-learn", code(definition.scikitLearn()));
        fact("formula", Markdown.cell(definition.formula()));
        fact("undefined", Markdown.cell(definition.undefinedWhen()));
        fact("weights", definition.hasWeights() ? "with `weighted`, in units of `weight_unit`" : "");
        if (!definition.needsFile()) {
            fact("exact", exactness());
            fact("retraction", retraction());
        }
    }

    private void parameters() {
        if (definition.ownParameters().isEmpty()) {
            return;
        }
        text.append("\n| argument | value | default | meaning |\n|---|---|---|---|\n");
        for (Parameter parameter : definition.ownParameters()) {
            row(
                    "`" + parameter.name() + "`",
                    Markdown.cell(parameter.expected()),
                    parameter.required()
                            ? "must be given"
                            : parameter.fallback() == null ? "none" : code(String.valueOf(parameter.fallback())),
                    Markdown.cell(parameter.description()));
        }
    }

    private void states() {
        if (definition.needsFile()) {
            text.append("\nWhat it reads and remembers follows from its arguments.\n");
            return;
        }
        text.append("\n| with | reads | bytes of state | which grow by |\n|---|---|---|---|\n");
        for (Map<String, Object> arguments : examples.all()) {
            StateSize size = new StateSize(examples, definition, arguments);
            row(
                    arguments.isEmpty() ? "defaults" : code(ArgumentExamples.text(arguments)),
                    Markdown.cell(examples.alone(arguments).schema().requirements().stream()
                            .map(MetricSection::column)
                            .collect(Collectors.joining("; "))),
                    size.bytes(),
                    Markdown.cell(size.growth()));
        }
    }

    private String exactness() {
        boolean binned =
                definition.parameters().stream().anyMatch(parameter -> parameter.type() == Parameter.Type.THRESHOLDS);
        String exact =
                anySlot(slot -> slot instanceof Slot.Sparse) ? "yes; a map of distinct keys up to its cap" : "yes";
        if (anySlot(slot -> slot instanceof Slot.FixedSums)) {
            exact += "; of numbers rounded to a grid";
        }
        return binned
                ? exact + "; with `thresholds`, an approximation by the curve of the cut points, whose counts are exact"
                : exact;
    }

    private String retraction() {
        return anySlot(slot -> slot instanceof Slot.Extremum)
                ? "yes, until a value is taken back that lies as far out as the extremum: then undefined (`RETRACTED`)"
                : "exact";
    }

    private boolean anySlot(Predicate<Slot> property) {
        return examples.all().stream()
                .map(examples::alone)
                .map(MetricSet::layout)
                .flatMap(layout -> layout.places().stream())
                .map(Layout.Place::slot)
                .anyMatch(property);
    }

    private static String column(Requirement requirement) {
        Input input = requirement.input();
        String numbers = input.kind() == Input.Kind.TEXTS ? "texts" : numbers(requirement.domain());
        return "`" + input.name() + "` of the " + input.side().name().toLowerCase(Locale.ROOT) + ": "
                + numbers
                + (requirement.width() > 0 ? ", " + requirement.width() + " wide" : "")
                + (requirement.optional() ? ", may be absent" : "");
    }

    private static String numbers(Domain domain) {
        if (domain instanceof Domain.Range range) {
            return Double.isInfinite(range.lowest()) && Double.isInfinite(range.highest())
                    ? "numbers, infinite or not"
                    : "numbers from " + plain(range.lowest()) + " to " + plain(range.highest());
        }
        if (domain instanceof Domain.Above above) {
            return "numbers " + (above.included() ? "not below " : "above ") + plain(above.bound());
        }
        if (domain instanceof Domain.Bounded bounded) {
            return "numbers of a magnitude up to " + plain(bounded.largest());
        }
        if (domain instanceof Domain.Weight weight) {
            return "weights from 0 to " + plain(weight.most());
        }
        if (domain instanceof Domain.Classes classes) {
            return "class indices from 0 to " + (classes.classes() - 1);
        }
        if (domain instanceof Domain.Whole whole) {
            return "whole numbers"
                    + (whole.least() > -Domain.Whole.LARGEST ? " from " + whole.least() : "")
                    + (whole.most() < Domain.Whole.LARGEST ? " to " + whole.most() : "");
        }
        if (domain instanceof Domain.OrIgnored ignoring) {
            return numbers(ignoring.domain()) + ", or " + ignoring.ignored();
        }
        if (domain instanceof Domain.OrNaN marking) {
            return numbers(marking.domain()) + ", or NaN";
        }
        return domain instanceof Domain.Finite ? "finite numbers" : "any numbers, NaN too";
    }

    private static String plain(double number) {
        return number == Math.rint(number) && Math.abs(number) < 1e15
                ? Long.toString((long) number)
                : Double.toString(number);
    }

    private void fact(String name, String value) {
        if (!value.isEmpty()) {
            row(name, value);
        }
    }

    private void row(String... cells) {
        text.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }

    private static String code(String value) {
        return value.isEmpty() ? "" : "`" + value.replace("|", "\\|") + "`";
    }
}
