package io.evalstream.jobs.cli;

import picocli.CommandLine.Option;

/** The topic from which reports are read. */
final class MetricsTopic {
    @Option(
            names = {"--metrics-topic", "--topic"},
            paramLabel = "TOPIC",
            defaultValue = "metrics",
            description = "Topic with reports; the compacted one of --latest-topic is read up soonest (default:"
                    + " ${DEFAULT-VALUE}).")
    String name = "";
}
