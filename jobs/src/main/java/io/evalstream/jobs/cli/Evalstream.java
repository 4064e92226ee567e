package io.evalstream.jobs.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The {@code evalstream} command. What it does is in its subcommands; here is what they have in common. */
@Command(
        name = "evalstream",
        description = "Evaluates models while they run: predictions and labels in, windowed metrics out.",
        subcommands = {
            DemoCommand.class,
            BrokerCommand.class,
            RunCommand.class,
            EvaluateCommand.class,
            PublishCommand.class,
            WatchCommand.class,
            ExportCommand.class,
            BaselineCommand.class,
            CheckCommand.class,
            MetricsCommand.class
        },
        scope = ScopeType.INHERIT,
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        usageHelpAutoWidth = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:something failed on the way", "2:the command line or a plan is wrong"})
public final class Evalstream implements Runnable {

    private static final String LOGGING = "log4j2.configurationFile";
    /** What Flink's launchers set: on a cluster, its own logging is to be used. */
    private static final String LOGGING_OF_CLUSTER = "log4j.configurationFile";

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli injects it
    private CommandSpec spec;

    @Option(
            names = "--verbose",
            scope = ScopeType.INHERIT,
            description = "Log to standard error instead of to a file, and show where errors come from.")
    private boolean verbose;

    public static void main(String[] args) {
        if (!List.of(args).contains("--verbose")
                && System.getProperty(LOGGING) == null
                && System.getProperty(LOGGING_OF_CLUSTER) == null) {
            System.setProperty(LOGGING, "log4j2-command.properties");
        }
        // Reports have the same bytes whatever the locale says of the terminal.
        int code = commandLine()
                .setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
                .execute(args);
        // On a cluster this runs within Flink's own process, which a plain return must leave alive.
        if (code != 0) {
            System.exit(code);
        }
    }

    /** The command, ready to be executed. */
    static CommandLine commandLine() {
        CommandLine command = new CommandLine(new Evalstream());
        return command.setParameterExceptionHandler((wrong, args) -> Failures.usage(wrong))
                .setExecutionExceptionHandler((exception, at, parsed) ->
                        Failures.execution(exception, at, command.<Evalstream>getCommand().verbose))
                .setCaseInsensitiveEnumValuesAllowed(true);
    }

    /** Without a subcommand there is nothing to do but to say which there are. */
    @Override
    public void run() {
        PrintWriter err = spec.commandLine().getErr();
        spec.commandLine().usage(err);
        throw new CommandLine.ParameterException(spec.commandLine(), "a subcommand is missing");
    }
}
