package io.evalstream.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.evalstream.jobs.cli.EvaluateCommand;
import io.evalstream.schemas.DecodeException;
import io.evalstream.schemas.JsonCodec;
import io.evalstream.schemas.MetricReport;
import io.evalstream.schemas.ReportKey;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import picocli.CommandLine;

/** A stream under examples/, evaluated with a plan. */
record ExampleStream(Path folder, Path plan) {

    /** A stream with the plan that lies beside it. */
    static ExampleStream of(String name) {
        Path folder = Path.of("..", "examples", name);
        return new ExampleStream(folder, folder.resolve("plan.yaml"));
    }

    /** The stream with its plan in which one line is another; the plan is written to a directory. */
    ExampleStream with(String line, String other, Path directory) throws IOException {
        String text = Files.readString(plan);
        if (!text.contains(line)) {
            throw new IllegalArgumentException(plan + " has no line '" + line + "'");
        }
        return new ExampleStream(folder, Files.writeString(directory.resolve("plan.yaml"), text.replace(line, other)));
    }

    Path predictions() {
        return file("predictions");
    }

    Path labels() {
        return file("labels");
    }

    /** A table, or a line of JSON for each record where one is more than a row of numbers. */
    private Path file(String name) {
        Path table = folder.resolve(name + ".csv");
        return Files.exists(table) ? table : folder.resolve(name + ".jsonl");
    }

    JsonNode expected() throws IOException {
        return new ObjectMapper().readTree(folder.resolve("expected.json").toFile());
    }

    /**
     * Final reports as the command writes them, a line of JSON each, by the key they would have in Kafka. Alerts go to a
     * file beside the output, whose name ends in {@code .alerts}.
     */
    SortedMap<String, String> evaluate(Path output, int parallelism) throws IOException, DecodeException {
        StringWriter err = new StringWriter();
        int code = new CommandLine(new EvaluateCommand())
                .setErr(new PrintWriter(err, true))
                .execute(
                        "--plan",
                        plan.toString(),
                        "--predictions",
                        predictions().toString(),
                        "--labels",
                        labels().toString(),
                        "--output",
                        output.toString(),
                        "--alerts",
                        output + ".alerts",
                        "--parallelism",
                        Integer.toString(parallelism),
                        "--final-only");
        if (code != 0) {
            throw new IllegalStateException("evaluate ended with " + code + ": " + err);
        }
        SortedMap<String, String> reports = new TreeMap<>();
        for (String line : Files.readAllLines(output)) {
            String before = reports.put(ReportKey.of(report(line)).toString(), line);
            if (before != null) {
                throw new IllegalStateException("two final reports under one key:\n" + before + "\n" + line);
            }
        }
        return reports;
    }

    static MetricReport report(String json) throws DecodeException {
        return new JsonCodec<>(MetricReport.class).decode(json.getBytes(UTF_8));
    }
}
