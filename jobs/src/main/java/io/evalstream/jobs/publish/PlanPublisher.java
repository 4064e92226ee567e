package io.evalstream.jobs.publish;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.evalstream.jobs.kafka.BrokerException;
import io.evalstream.jobs.kafka.MissingTopics;
import io.evalstream.jobs.kafka.Topics;
import io.evalstream.jobs.plan.PlanFile;
import io.evalstream.metrics.plan.PlanSpec;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Publishes plans for running jobs.
 *
 * @param topic the topic that the jobs read; it is created where it is missing
 * @param client further properties of the Kafka client
 */
public record PlanPublisher(String bootstrapServers, String topic, Map<String, String> client) {

    /**
     * Publishes the plan of a file, with the baselines that it names.
     *
     * @throws io.evalstream.metrics.metric.PlanException where the file is no plan that can be published
     * @throws BrokerException if the broker does not take it
     */
    public PlanSpec begin(Path file) throws InterruptedException {
        PlanFile.Publishable plan = PlanFile.readToPublish(file);
        send(plan.spec().plan(), plan.text().getBytes(UTF_8));
        return plan.spec();
    }

    /**
     * Ends the plan of this name.
     *
     * @throws BrokerException if the broker does not take it
     */
    public void end(String plan) throws InterruptedException {
        send(plan, null);
    }

    private void send(String plan, byte @Nullable [] value) throws InterruptedException {
        try (Topics topics = new Topics(bootstrapServers, client)) {
            MissingTopics.createPlans(topics, topic);
        }
        Map<String, Object> properties = new HashMap<>(client);
        properties.put(ProducerConfig.CLIENT_ID_CONFIG, "evalstream-publish");
        properties.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(topic, plan.getBytes(UTF_8), value))
                    .get();
        } catch (ExecutionException e) {
            throw new BrokerException(
                    "Kafka at " + bootstrapServers + " did not take plan '" + plan + "': " + e.getCause(), e);
        }
    }
}
