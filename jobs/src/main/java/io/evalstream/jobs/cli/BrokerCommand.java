package io.evalstream.jobs.cli;

import io.evalstream.jobs.embedded.EmbeddedKafka;
import io.evalstream.jobs.kafka.Topics;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A Kafka broker in this process, for whoever has none at hand. */
@Command(
        name = "broker",
        description = "Run a Kafka broker in this process, to try things out: it forgets everything when it ends.",
        sortOptions = false)
public final class BrokerCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli injects it
    private CommandSpec spec;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "" + EmbeddedKafka.USUAL_PORT,
            description = "Port to listen on if it is free, else on any; 0 for any (default: ${DEFAULT-VALUE}).")
    int port;

    @Option(
            names = "--topic",
            paramLabel = "TOPIC",
            description = "Create this topic, of one partition; may be repeated.")
    List<String> topics = List.of();

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        EmbeddedKafka kafka = EmbeddedKafka.start(port);
        CountDownLatch closed = new CountDownLatch(1);
        // The command is ended by a signal, which runs this and nothing else.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            kafka.close();
            closed.countDown();
        }));
        try (Topics create = new Topics(kafka.bootstrapServers(), Map.of())) {
            create.createMissing(topics, 1);
        }
        out.println("Kafka      " + kafka.bootstrapServers());
        out.flush();
        closed.await();
        return 0;
    }
}
