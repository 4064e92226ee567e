package io.evalstream.jobs.cli;

import io.evalstream.jobs.demo.Demo;
import io.evalstream.jobs.publish.Publisher;
import io.evalstream.jobs.terminal.Screen;
import io.evalstream.jobs.watch.LiveTable;
import io.evalstream.jobs.watch.ReportOutput;
import io.evalstream.jobs.watch.ReportTable;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows what Evalstream does, in one process, on real predictions and late labels. */
@Command(
        name = "demo",
        description = "Kafka, Flink and a real stream in one process: watch a model's metrics change as labels arrive.",
        sortOptions = false)
public final class DemoCommand implements Callable<Integer> {

    private static final int WIDTH_WITHOUT_TERMINAL = 160;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli injects it
    private CommandSpec spec;

    @Option(names = "--once", description = "Run to the end of the data, print the final table, and exit.")
    private boolean once;

    @Option(
            names = "--speed-up",
            paramLabel = "FACTOR",
            defaultValue = "300",
            description = "How many times faster than it happened (default: 300, five hours in a minute).")
    private double speedUp = 300;

    @Mixin
    private DeviceArguments device = new DeviceArguments();

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        out.println("Starting Kafka and Flink in this process ...");
        out.flush();
        try (Demo demo = Demo.start(device.choice())) {
            device.announce(List.of(demo.plan()), out);
            introduce(demo, out);
            CompletableFuture<Publisher.Result> published = demo.publish(speedUp);
            Optional<Screen> screen = Screen.open();
            ReportOutput output = screen.<ReportOutput>map(terminal -> new LiveTable(terminal, false))
                    .orElseGet(() -> ReportOutput.lines(out));
            demo.show(output, published);
            Publisher.Result result = published.get();
            if (!once) {
                // The stream has ended; the job, its web UI and its topics stay until the command is interrupted.
                demo.show(output, new CompletableFuture<>());
            }
            demo.drain();
            int width = screen.map(Screen::width).orElse(WIDTH_WITHOUT_TERMINAL);
            screen.ifPresent(Screen::close);
            out.println();
            out.println("The end of the stream: " + result.predictions() + " predictions, " + result.labels()
                    + " labels. Every window is final:");
            out.println();
            out.println(ReportTable.of(demo.finalReports(), width, true));
            out.flush();
        }
        return 0;
    }

    private static void introduce(Demo demo, PrintWriter out) {
        out.println("  Kafka      " + demo.bootstrapServers());
        out.println("  Flink      " + demo.webUi());
        out.println("  plan       " + demo.plan().plan() + ": two versions of a model that reads handwritten digits");
        out.println("Subscribe in another terminal:");
        out.println("  ./evalstream watch --bootstrap-servers " + demo.bootstrapServers() + " --topic "
                + demo.metricsTopic() + " --format json");
        out.println("  kcat -C -b " + demo.bootstrapServers() + " -t " + demo.metricsTopic()
                + " -X isolation.level=read_committed");
        out.println();
        out.flush();
    }
}
