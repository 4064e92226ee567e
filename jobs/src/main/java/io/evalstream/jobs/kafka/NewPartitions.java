package io.evalstream.jobs.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;

/**
 * Waits for the leaders of topics that were just created.
 *
 * <p>A topic is created before its leaders know that they lead. To a producer that is quicker a leader may answer that
 * its first batch came to the wrong broker and take the second; then the first is out of order whenever it is sent again,
 * and its rows are lost when the producer gives up.
 */
public final class NewPartitions {

    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final Duration BETWEEN = Duration.ofMillis(50);

    private NewPartitions() {}

    /**
     * Returns when every partition has answered a question that only its leader answers.
     *
     * @param partitions of each topic
     */
    public static void awaitLeaders(Admin admin, Collection<String> topics, int partitions)
            throws InterruptedException, ExecutionException {
        Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
        for (String topic : topics) {
            for (int partition = 0; partition < partitions; partition++) {
                asked.put(new TopicPartition(topic, partition), OffsetSpec.latest());
            }
        }
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                admin.listOffsets(asked).all().get();
                return;
            } catch (ExecutionException e) {
                // A topic that is too new to be known is among what passes.
                if (!(e.getCause() instanceof RetriableException) || System.nanoTime() > deadline) {
                    throw e;
                }
                Thread.sleep(BETWEEN.toMillis());
            }
        }
    }
}
