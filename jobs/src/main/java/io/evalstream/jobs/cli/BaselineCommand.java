package io.evalstream.jobs.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.evalstream.jobs.files.FileRecord;
import io.evalstream.jobs.files.RecordFile;
import io.evalstream.jobs.plan.PlanFile;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.Population;
import io.evalstream.metrics.batch.Row;
import io.evalstream.metrics.batch.RowCodec;
import io.evalstream.metrics.drift.Baseline;
import io.evalstream.metrics.metric.Catalogue;
import io.evalstream.metrics.metric.PlanException;
import io.evalstream.metrics.plan.Plan;
import io.evalstream.metrics.plan.PlanSpec;
import io.evalstream.operators.Plans;
import io.evalstream.operators.intake.PredictionIntake;
import io.evalstream.operators.intake.SourceRecord;
import io.evalstream.operators.stream.Incoming;
import io.evalstream.schemas.Prediction;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Counts what the drift metrics of a plan watch, once, to compare with it ever after. */
@Command(
        name = "baseline",
        description = "Write the baseline that a plan's drift metrics compare with: bins and counts of predictions.",
        footer = {
            "",
            "In the plan:",
            "  - {metric: drift_psi, args: {of: score, reference: {file: baseline.json}}}",
            "",
            "Example:",
            "  evalstream baseline --plan plan.yaml --predictions training.csv -o baseline.json"
        },
        sortOptions = false)
final class BaselineCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli injects it
    private CommandSpec spec;

    @Option(names = "--plan", paramLabel = "FILE", required = true, description = "Plan file.")
    private Path plan = Path.of("");

    @Option(
            names = "--predictions",
            paramLabel = "FILE",
            required = true,
            description = "Predictions: CSV or JSON lines, also compressed (.gz). Every row counts.")
    private Path predictions = Path.of("");

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Where the baseline goes; standard output where left out.")
    private @Nullable Path output;

    private long counted;
    private long refused;
    private String firstRefusal = "";

    @Override
    public Integer call() throws IOException {
        PlanSpec written = PlanFile.readWithoutBaselines(plan);
        Plan compiled = Plan.compile(written, Catalogue.discover());
        Baseline baseline = new Baseline(compiled.metrics());
        if (baseline.isEmpty()) {
            throw new PlanException(plan + ": the plan has no drift metric, so there is nothing to count; list one,"
                    + " such as drift_psi");
        }
        count(written, compiled, baseline);
        write(baseline.toTree());
        PrintWriter err = spec.commandLine().getErr();
        err.println("evalstream: counted " + counted + " predictions, " + refused + " rows turned away"
                + (refused == 0 ? "" : ", the first: " + firstRefusal));
        err.flush();
        return 0;
    }

    private void count(PlanSpec written, Plan compiled, Baseline baseline) {
        PredictionIntake intake = new PredictionIntake(Plans.compile(List.of(written)));
        RowCodec codec = compiled.codec(Input.Side.PREDICTION);
        try (RecordFile<Prediction> file = RecordFile.predictions(predictions, written.files())) {
            while (file.hasNext()) {
                FileRecord<Prediction> next = file.next();
                SourceRecord source =
                        new SourceRecord(null, null, List.of(), predictions.toString(), 0, next.line(), -1);
                Incoming taken = next instanceof FileRecord.Good<Prediction> good
                        ? intake.take(good.record(), source)
                        : source.rejected("", ((FileRecord.Bad<Prediction>) next).message(), null);
                if (taken instanceof Incoming.Prediction prediction) {
                    Row row = new Row(compiled.metrics().schema(Population.PREDICTIONS));
                    codec.decode(prediction.payload(), row);
                    baseline.add(row);
                    counted++;
                } else if (taken instanceof Incoming.Rejected rejected && refused++ == 0) {
                    firstRefusal =
                            "line " + next.line() + ": " + rejected.letter().getMessage();
                }
            }
        }
    }

    private void write(Map<String, Object> tree) throws IOException {
        String json =
                JsonMapper.builder().build().writerWithDefaultPrettyPrinter().writeValueAsString(tree);
        if (output == null) {
            spec.commandLine().getOut().println(json);
            spec.commandLine().getOut().flush();
        } else {
            Files.writeString(output, json + "\n");
        }
    }
}
