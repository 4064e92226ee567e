package io.evalstream.jobs.cli;

import picocli.CommandLine.Option;

/** The topics of what is evaluated. */
final class InputTopics {
    @Option(
            names = "--predictions-topic",
            paramLabel = "TOPIC",
            defaultValue = "predictions",
            description = "Topic of predictions (default: ${DEFAULT-VALUE}).")
    String predictions = "";

    @Option(
            names = "--labels-topic",
            paramLabel = "TOPIC",
            defaultValue = "labels",
            description = "Topic of labels (default: ${DEFAULT-VALUE}).")
    String labels = "";
}
