package io.evalstream.jobs.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.evalstream.jobs.plan.PlanFile;
import io.evalstream.jobs.plan.PlanSchema;
import io.evalstream.metrics.batch.Requirement;
import io.evalstream.metrics.metric.Catalogue;
import io.evalstream.metrics.metric.PlanException;
import io.evalstream.metrics.plan.AlertSpec;
import io.evalstream.metrics.plan.LabelSpec;
import io.evalstream.metrics.plan.Plan;
import io.evalstream.metrics.plan.PlanSpec;
import io.evalstream.metrics.plan.SignalSpec;
import io.evalstream.metrics.plan.WindowSpec;
import io.evalstream.metrics.state.Slot;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code evalstream check}: is this a plan, and what will it cost? */
@Command(
        name = "check",
        description = "Checks plan files, and says what a plan computes and how much state it keeps.",
        footer = {"", "Examples:", "  evalstream check plan.yaml", "  evalstream check --schema > plan.schema.json"})
final class CheckCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli injects it
    private CommandSpec spec;

    @Parameters(paramLabel = "PLAN", arity = "0..*", description = "Plan files.")
    private List<Path> files = List.of();

    @Option(names = "--schema", description = "Print the JSON schema of plan files, for editors, and do nothing else.")
    private boolean schema;

    @Override
    public Integer call() throws JsonProcessingException {
        PrintWriter out = spec.commandLine().getOut();
        if (schema) {
            out.println(JsonMapper.builder()
                    .build()
                    .writerWithDefaultPrettyPrinter()
                    .writeValueAsString(PlanSchema.generate(Catalogue.discover())));
            return ExitCode.OK;
        }
        if (files.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "a plan file is missing; give the path of one");
        }
        int code = ExitCode.OK;
        for (Path file : files) {
            try {
                Plan plan = Plan.compile(PlanFile.read(file), Catalogue.discover());
                out.println(file + ": ok");
                describe(plan).print(out);
            } catch (PlanException wrong) {
                spec.commandLine().getErr().println(wrong.getMessage());
                code = ExitCode.USAGE;
            }
        }
        return code;
    }

    private static TextTable describe(Plan plan) {
        PlanSpec written = plan.spec();
        TextTable table = new TextTable("  ")
                .row("plan", plan.name() + ", version " + written.version())
                .row("models", String.join(", ", written.models()))
                .row("metrics", metrics(plan))
                .row("reads", reads(plan))
                .row("state", state(plan))
                .row("windows", joined(written.windows(), WindowSpec::reportedName));
        if (!written.ofTime().windows().isEmpty()) {
            table.row("panes", WindowSpec.text(Duration.ofMillis(plan.paneSize())))
                    .row("series", joined(written.series(), CheckCommand::way))
                    .row("labels", labels(written.labels()));
        }
        if (!written.alerts().isEmpty()) {
            table.row("alerts", joined(written.alerts(), AlertSpec::name));
        }
        if (!written.ofTraining().windows().isEmpty()) {
            table.row("training", training(written));
        }
        return table;
    }

    private static String metrics(Plan plan) {
        int metrics = plan.metrics().metrics().size();
        int statistics = plan.metrics().statistics().size();
        return metrics + " from " + statistics + (statistics == 1 ? " statistic: " : " statistics: ")
                + String.join(", ", plan.metrics().metrics().keySet());
    }

    private static String reads(Plan plan) {
        Map<String, Integer> widths = new LinkedHashMap<>();
        for (Requirement requirement : plan.metrics().schema().requirements()) {
            widths.merge(requirement.input().name(), requirement.width(), Math::max);
        }
        return widths.entrySet().stream()
                .map(column -> column.getKey() + (column.getValue() > 1 ? " (" + column.getValue() + " wide)" : ""))
                .collect(Collectors.joining(", "));
    }

    private static String state(Plan plan) {
        long maps = plan.metrics().layout().places().stream()
                .filter(place -> place.slot() instanceof Slot.Sparse)
                .count();
        return String.format(
                        Locale.ROOT,
                        "%,d bytes for each series and pane",
                        plan.layout().bytes())
                + (maps == 0
                        ? ""
                        : ", and " + maps + (maps == 1 ? " map that grows" : " maps that grow") + " to a cap");
    }

    private static String way(List<PlanSpec.SeriesField> fields) {
        return fields.isEmpty()
                ? "all as one"
                : "by "
                        + joined(fields, field -> field.name().toLowerCase(Locale.ROOT))
                                .replace(", ", " and ");
    }

    private static String labels(LabelSpec labels) {
        return "horizon " + WindowSpec.text(labels.horizon())
                + (labels.slack().isZero() ? "" : ", slack " + WindowSpec.text(labels.slack()))
                + (labels.delay().isZero() ? "" : ", delay " + WindowSpec.text(labels.delay()))
                + (labels.reviseEvery() == null ? "" : ", revised every " + WindowSpec.text(labels.reviseEvery()))
                + ", by " + labels.scope().name().toLowerCase(Locale.ROOT);
    }

    private static String training(PlanSpec written) {
        return "timeout " + WindowSpec.text(written.training().timeout()) + ", kept for "
                + WindowSpec.text(written.training().keep())
                + (written.signals().isEmpty()
                        ? ""
                        : ", signals " + joined(written.signals(), SignalSpec::reportedName));
    }

    private static <T> String joined(List<T> values, Function<T, String> text) {
        return values.stream().map(text).collect(Collectors.joining(", "));
    }
}
