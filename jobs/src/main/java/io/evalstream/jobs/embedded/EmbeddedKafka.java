package io.evalstream.jobs.embedded;

import io.evalstream.jobs.kafka.BrokerException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * A Kafka cluster of one node in this JVM: broker and controller (KRaft) over a temporary directory, reachable from this
 * machine only. It is the real server, transactions included, and forgets everything when it is closed.
 */
public final class EmbeddedKafka implements AutoCloseable {
    /** The port that clients try when nobody tells them another. */
    public static final int USUAL_PORT = 9092;

    private static final int ATTEMPTS = 5;

    private final KafkaRaftServer server;
    private final TemporaryDirectory directory;
    private final String bootstrapServers;

    private EmbeddedKafka(KafkaRaftServer server, TemporaryDirectory directory, int port) {
        this.server = server;
        this.directory = directory;
        this.bootstrapServers = "localhost:" + port;
    }

    /** Starts a broker on the usual port if it is free, else on any. */
    public static EmbeddedKafka start() {
        return start(USUAL_PORT);
    }

    /** Starts a broker on this port if it is free, else on any; 0 is any. */
    public static EmbeddedKafka start(int wantedPort) {
        int port = wantedPort;
        for (int attempt = 1; ; attempt++) {
            try {
                return attempt(Ports.free(port));
            } catch (RuntimeException e) {
                // Most likely somebody took the port after it was found free; the broker says it in various exceptions.
                port = 0;
                if (attempt == ATTEMPTS) {
                    throw new BrokerException(
                            "the embedded Kafka broker did not start in " + ATTEMPTS + " attempts: " + e.getMessage()
                                    + "; check that ports on localhost can be listened on",
                            e);
                }
            }
        }
    }

    /** Starts a broker on this port, which fails and leaves nothing behind if the port is not free. */
    static EmbeddedKafka attempt(int port) {
        TemporaryDirectory directory = new TemporaryDirectory("kafka");
        try {
            format(directory);
            KafkaRaftServer server =
                    new KafkaRaftServer(KafkaConfig.fromProps(properties(directory, port, Ports.free(0))), Time.SYSTEM);
            try {
                server.startup();
            } catch (Throwable e) {
                server.shutdown();
                server.awaitShutdown();
                throw e;
            }
            return new EmbeddedKafka(server, directory, port);
        } catch (Throwable e) {
            directory.close();
            throw e;
        }
    }

    private static void format(TemporaryDirectory directory) {
        try (PrintStream silent = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
            new Formatter()
                    .setClusterId(Uuid.randomUuid().toString())
                    .setNodeId(1)
                    .setControllerListenerName("CONTROLLER")
                    .setMetadataLogDirectory(directory.path().toString())
                    .addDirectory(directory.path().toString())
                    .setIgnoreFormatted(true)
                    .setPrintStream(silent)
                    .run();
        } catch (Exception e) {
            throw new BrokerException(
                    "the directory " + directory.path() + " cannot be prepared for Kafka: " + e.getMessage(), e);
        }
    }

    private static Properties properties(TemporaryDirectory directory, int port, int controllerPort) {
        Properties properties = new Properties();
        properties.setProperty("process.roles", "broker,controller");
        properties.setProperty("node.id", "1");
        properties.setProperty("controller.quorum.voters", "1@localhost:" + controllerPort);
        properties.setProperty("controller.listener.names", "CONTROLLER");
        properties.setProperty(
                "listeners", "PLAINTEXT://localhost:" + port + ",CONTROLLER://localhost:" + controllerPort);
        properties.setProperty("advertised.listeners", "PLAINTEXT://localhost:" + port);
        properties.setProperty("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        properties.setProperty("log.dirs", directory.path().toString());
        // A misspelt topic should be an error, not a new topic.
        properties.setProperty("auto.create.topics.enable", "false");
        for (String log : List.of("offsets.topic", "transaction.state.log", "share.coordinator.state.topic")) {
            properties.setProperty(log + ".num.partitions", "1");
            properties.setProperty(log + ".replication.factor", "1");
        }
        properties.setProperty("transaction.state.log.min.isr", "1");
        properties.setProperty("share.coordinator.state.topic.min.isr", "1");
        properties.setProperty("group.initial.rebalance.delay.ms", "0");
        // Records carry event times, which may be years old or, at the end of a file, ahead of the clock: keep them
        // all.
        properties.setProperty("log.retention.ms", "-1");
        properties.setProperty("log.message.timestamp.after.max.ms", Long.toString(Long.MAX_VALUE));
        // The least that the cleaner takes; its default is 128 MB of heap.
        properties.setProperty("log.cleaner.dedupe.buffer.size", "2097152");
        // There is one client or two, and the machine is shared with Flink.
        properties.setProperty("num.network.threads", "2");
        properties.setProperty("num.io.threads", "2");
        return properties;
    }

    /** Where clients on this machine connect: {@code host:port}. */
    public String bootstrapServers() {
        return bootstrapServers;
    }

    /** Creates topics with this many partitions each; those that are there already stay as they are. */
    public void createTopics(int partitions, String... names) {
        List<NewTopic> topics = new ArrayList<>();
        for (String name : names) {
            topics.add(new NewTopic(name, partitions, (short) 1));
        }
        createTopics(topics);
    }

    /** Creates topics with settings of their own; those that are there already stay as they are. */
    public void createTopics(List<NewTopic> topics) {
        Properties properties = new Properties();
        properties.setProperty(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        try (Admin admin = Admin.create(properties)) {
            for (var created : admin.createTopics(topics).values().entrySet()) {
                await(created.getKey(), created.getValue());
            }
        }
    }

    private static void await(String topic, KafkaFuture<Void> created) {
        try {
            created.get();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw new BrokerException("topic '" + topic + "' was not created: " + e.getCause(), e);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BrokerException("interrupted while topic '" + topic + "' was created", e);
        }
    }

    @Override
    public void close() {
        try {
            server.shutdown();
            server.awaitShutdown();
        } finally {
            directory.close();
        }
    }
}
