package io.evalstream.jobs.embedded;

import java.net.URI;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.configuration.BlobServerOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.WebOptions;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** A Flink cluster in this JVM, with its REST interface and web UI on this machine's loopback interface. */
public final class EmbeddedFlink implements AutoCloseable {
    /** The port of Flink's web UI when nobody says another. */
    public static final int USUAL_PORT = 8081;

    private static final int ATTEMPTS = 5;
    private static final long CLOSING_SECONDS = 60;

    private final MiniCluster cluster;
    private final TemporaryDirectory directory;
    private final URI rest;

    private EmbeddedFlink(MiniCluster cluster, TemporaryDirectory directory, URI rest) {
        this.cluster = cluster;
        this.directory = directory;
        this.rest = rest;
    }

    /** Starts a cluster with this many slots, its web UI on the usual port if that is free. */
    public static EmbeddedFlink start(int slots) {
        return start(slots, USUAL_PORT, new Configuration());
    }

    /**
     * Starts a cluster.
     *
     * @param slots how many parallel instances of a job fit
     * @param wantedPort the port of the web UI if it is free; else, and for 0, any
     * @param settings what differs from Flink's defaults
     */
    public static EmbeddedFlink start(int slots, int wantedPort, Configuration settings) {
        for (int attempt = 1; ; attempt++) {
            boolean usual = attempt == 1 && wantedPort != 0 && Ports.isFree(wantedPort);
            try {
                return attempt(slots, usual ? wantedPort : 0, settings);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while the embedded Flink cluster started", e);
            } catch (Exception e) {
                // With port 0 the operating system chooses a free one, so a second failure has another cause.
                if (!usual || attempt == ATTEMPTS) {
                    throw new IllegalStateException(
                            "the embedded Flink cluster did not start: " + e
                                    + "; check that this machine's own name resolves, and that there is memory left",
                            e);
                }
            }
        }
    }

    // A cluster that did not start is closed here; one that did is closed with this object.
    private static EmbeddedFlink attempt(int slots, int port, Configuration settings) throws Exception {
        TemporaryDirectory directory = new TemporaryDirectory("flink");
        MiniCluster cluster = new MiniCluster(new MiniClusterConfiguration.Builder()
                .setConfiguration(configuration(directory, port, settings))
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(slots)
                .build());
        try {
            cluster.start();
            return new EmbeddedFlink(
                    cluster, directory, cluster.getRestAddress().get());
        } catch (Exception e) {
            close(cluster, directory);
            throw e;
        }
    }

    private static Configuration configuration(TemporaryDirectory directory, int port, Configuration settings) {
        String place = directory.path().toString();
        Configuration configuration = new Configuration();
        configuration.set(RestOptions.ADDRESS, "localhost");
        configuration.set(RestOptions.BIND_ADDRESS, "localhost");
        configuration.set(RestOptions.BIND_PORT, Integer.toString(port));
        // One's own job is looked at here; other people's jars are for a cluster of their own.
        configuration.set(WebOptions.SUBMIT_ENABLE, false);
        configuration.set(WebOptions.TMP_DIR, place);
        configuration.set(CoreOptions.TMP_DIRS, place);
        configuration.set(BlobServerOptions.STORAGE_DIRECTORY, place);
        configuration.addAll(settings);
        return configuration;
    }

    /** Where the REST interface and the web UI are. */
    public URI restUrl() {
        return rest;
    }

    /** An environment whose jobs run on this cluster. */
    public StreamExecutionEnvironment environment() {
        return environment(new Configuration());
    }

    /** An environment whose jobs run on this cluster, with settings such as checkpointing. */
    public StreamExecutionEnvironment environment(Configuration settings) {
        return StreamExecutionEnvironment.createRemoteEnvironment(rest.getHost(), rest.getPort(), settings);
    }

    /** The cluster itself, to wait for jobs, to stop them, and to see what they are doing. */
    public MiniCluster cluster() {
        return cluster;
    }

    /** Stops all jobs and the cluster. */
    @Override
    public void close() {
        close(cluster, directory);
    }

    private static void close(MiniCluster cluster, TemporaryDirectory directory) {
        try {
            cluster.closeAsync().get(CLOSING_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the embedded Flink cluster did not stop: " + e, e);
        } finally {
            directory.close();
        }
    }
}
