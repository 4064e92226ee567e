package io.evalstream.jobs.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

class EmbeddedKafkaTest {

    @Test
    void onlyWhatWasCommittedIsReadAndNothingIsLeftBehind() throws Exception {
        Leftovers before = Leftovers.now();
        try (EmbeddedKafka kafka = EmbeddedKafka.start(0)) {
            kafka.createTopics(2, "letters");
            kafka.createTopics(2, "letters", "digits");

            try (KafkaProducer<String, String> producer = producer(kafka)) {
                producer.initTransactions();
                producer.beginTransaction();
                producer.send(new ProducerRecord<>("letters", 0, "k", "aborted"))
                        .get();
                producer.abortTransaction();
                producer.beginTransaction();
                producer.send(new ProducerRecord<>("letters", 0, "k", "committed"))
                        .get();
                producer.commitTransaction();
            }

            assertThat(read(kafka, "read_committed", 1)).containsExactly("committed");
            assertThat(read(kafka, "read_uncommitted", 2)).containsExactly("aborted", "committed");
        }
        before.assertNothingNew();
    }

    @Test
    void anotherPortIsTakenWhenTheWantedOneIsNotFree() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("localhost"));
                EmbeddedKafka kafka = EmbeddedKafka.start(taken.getLocalPort())) {
            assertThat(kafka.bootstrapServers()).doesNotEndWith(":" + taken.getLocalPort());
            kafka.createTopics(1, "letters");
        }
    }

    @Test
    void aBrokerThatCannotBindItsPortSaysSoAndLeavesNothingBehind() throws IOException {
        Leftovers before = Leftovers.now();
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("localhost"))) {
            assertThatExceptionOfType(RuntimeException.class)
                    .isThrownBy(() -> EmbeddedKafka.attempt(taken.getLocalPort()))
                    .withStackTraceContaining("Address already in use");
        }
        before.assertNothingNew();
    }

    private static KafkaProducer<String, String> producer(EmbeddedKafka kafka) {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "transactional.id", "writer"),
                new StringSerializer(),
                new StringSerializer());
    }

    private static List<String> read(EmbeddedKafka kafka, String isolation, int expected) {
        List<String> values = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        kafka.bootstrapServers(),
                        "isolation.level",
                        isolation,
                        "auto.offset.reset",
                        "earliest"),
                new StringDeserializer(),
                new StringDeserializer())) {
            TopicPartition partition = new TopicPartition("letters", 0);
            consumer.assign(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            while (consumer.position(partition) < end || values.size() < expected) {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> values.add(record.value()));
            }
        }
        return values;
    }
}
