package io.evalstream.jobs.cli;

import io.evalstream.jobs.kafka.BrokerException;
import io.evalstream.metrics.batch.DeviceException;
import io.evalstream.metrics.metric.PlanException;
import io.evalstream.metrics.metric.Suggestion;
import io.evalstream.schemas.RegistryException;
import java.io.PrintWriter;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What a person reads, and which exit code a script sees, when a command did not do what it was asked. */
final class Failures {

    private Failures() {}

    /** A wrong command line: what is wrong, what may have been meant, and where to read on. */
    static int usage(ParameterException wrong) {
        CommandLine command = wrong.getCommandLine();
        PrintWriter err = command.getErr();
        String name = command.getCommandSpec().qualifiedName();
        err.println(name + ": " + wrong.getMessage() + suggestion(wrong));
        err.println("Try '" + name + " --help'.");
        err.flush();
        return ExitCode.USAGE;
    }

    private static String suggestion(ParameterException wrong) {
        if (!(wrong instanceof UnmatchedArgumentException unmatched)) {
            return "";
        }
        CommandSpec command = wrong.getCommandLine().getCommandSpec();
        return Suggestion.of(
                unmatched.getUnmatched().get(0),
                unmatched.isUnknownOption()
                        ? command.optionsMap().keySet()
                        : command.subcommands().keySet());
    }

    /** A wrong plan or device is the caller's mistake like a wrong command line; anything else is a failure. */
    static int execution(Exception exception, CommandLine command, boolean verbose) {
        PrintWriter err = command.getErr();
        boolean wrongPlan = exception instanceof PlanException || exception instanceof DeviceException;
        if (wrongPlan) {
            err.println(exception.getMessage());
        } else {
            err.println(command.getCommandSpec().qualifiedName() + ": " + text(exception)
                    + (verbose ? "" : " (--verbose shows more)"));
        }
        if (verbose) {
            exception.printStackTrace(err);
        }
        err.flush();
        return wrongPlan ? ExitCode.USAGE : ExitCode.SOFTWARE;
    }

    /** The message of the innermost cause that has one, as engines wrap theirs many times; or of one of ours, which tells all. */
    private static String text(Throwable exception) {
        String text = exception.getClass().getSimpleName();
        for (Throwable at = exception; at != null; at = at.getCause()) {
            String message = Objects.requireNonNullElse(at.getMessage(), "");
            if (!message.isBlank()) {
                text = message.lines().findFirst().orElse(text);
            }
            if (at instanceof BrokerException || at instanceof RegistryException) {
                return text;
            }
        }
        return text;
    }
}
