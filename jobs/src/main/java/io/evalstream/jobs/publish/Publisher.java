package io.evalstream.jobs.publish;

import io.evalstream.jobs.files.FileRecord;
import io.evalstream.jobs.files.RecordFile;
import io.evalstream.jobs.kafka.BrokerException;
import io.evalstream.jobs.kafka.Topics;
import io.evalstream.schemas.Codec;
import io.evalstream.schemas.Codecs;
import io.evalstream.schemas.Label;
import io.evalstream.schemas.Prediction;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Publishes the rows of files to Kafka, once. Each record's key is the prediction's id, so that a prediction and its label
 * find each other, and a label and its correction keep their order.
 *
 * <p>One thread publishes; others may {@link #stop()} it.
 */
public final class Publisher {
    private static final Duration CLOSING = Duration.ofSeconds(30);

    private final Destination destination;
    private final Order order;
    private final Listener listener;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

    /** Is told what happens, in the publishing thread. */
    public interface Listener {
        /** A row went out, the so-many-th; the files have been read up to this part, from 0 to 1. */
        default void published(long rows, Instant eventTime, double part) {}

        /** A row could not be read, and is left out. */
        default void refused(Path file, FileRecord.Bad<?> row) {}
    }

    /** How many rows went out, and how many could not be read. */
    public record Result(long predictions, long labels, long refused) {}

    public Publisher(Destination destination, Order order, Listener listener) {
        this.destination = destination;
        this.order = order;
        this.listener = listener;
    }

    /** Ends publishing after the row that is on its way. */
    public void stop() {
        stopped.countDown();
    }

    /**
     * Publishes files, one or both, and returns when the broker has all their rows.
     *
     * @throws IllegalArgumentException if a file cannot be read
     * @throws BrokerException if the broker does not take the rows
     */
    public Result publish(@Nullable Path predictions, @Nullable Path labels) throws InterruptedException {
        try (RecordFile<Prediction> first = predictions == null ? null : RecordFile.predictions(predictions, Map.of());
                RecordFile<Label> second = labels == null ? null : RecordFile.labels(labels, Map.of())) {
            Run run = new Run();
            List<MessageSource<?>> sources = new ArrayList<>();
            TreeSet<String> topics = new TreeSet<>();
            if (predictions != null && first != null) {
                sources.add(run.predictions(predictions, first));
                topics.add(destination.predictionsTopic());
            }
            if (labels != null && second != null) {
                sources.add(run.labels(labels, second));
                topics.add(destination.labelsTopic());
            }
            try (Topics cluster = new Topics(destination.bootstrapServers(), destination.client())) {
                cluster.createMissing(topics, destination.partitions());
            }
            return run.publish(sources);
        }
    }

    /** The counts of one call. */
    private final class Run {
        private final List<RecordFile<?>> files = new ArrayList<>();
        private long predictions;
        private long labels;
        private long refused;

        MessageSource<Prediction> predictions(Path path, RecordFile<Prediction> file) {
            files.add(file);
            Codec<Prediction> codec = Codecs.of(
                    destination.format(), Prediction.class, destination.predictionsTopic(), destination.registry());
            return MessageSource.predictions(file, destination.predictionsTopic(), codec, bad -> refuse(path, bad));
        }

        MessageSource<Label> labels(Path path, RecordFile<Label> file) {
            files.add(file);
            Codec<Label> codec =
                    Codecs.of(destination.format(), Label.class, destination.labelsTopic(), destination.registry());
            return MessageSource.labels(file, destination.labelsTopic(), codec, bad -> refuse(path, bad));
        }

        private void refuse(Path path, FileRecord.Bad<?> bad) {
            refused++;
            listener.refused(path, bad);
        }

        Result publish(List<MessageSource<?>> sources) throws InterruptedException {
            if (sources.isEmpty()) {
                throw new IllegalArgumentException("there is nothing to publish; give predictions, labels, or both");
            }
            Timeline timeline = new Timeline(sources);
            Iterator<Message> messages =
                    order instanceof Order.Shuffled shuffled ? timeline.shuffled(shuffled.seed()) : timeline;
            Pace pace = order instanceof Order.EventTime paced ? new Pace(paced.speedUp()) : null;
            KafkaProducer<byte[], byte[]> producer = producer();
            try {
                while (messages.hasNext() && failure.get() == null) {
                    Message message = messages.next();
                    Duration wait = pace == null ? Duration.ZERO : pace.until(message.time(), System.nanoTime());
                    if (stopped.await(wait.toNanos(), TimeUnit.NANOSECONDS)) {
                        break;
                    }
                    send(producer, message);
                }
                producer.flush();
            } finally {
                producer.close(CLOSING);
            }
            requireSent();
            return new Result(predictions, labels, refused);
        }

        private void send(KafkaProducer<byte[], byte[]> producer, Message message) {
            // Failures come to the callback, and from there to the caller.
            var unused = producer.send(message.record(), (metadata, e) -> {
                if (e != null) {
                    failure.compareAndSet(null, e);
                }
            });
            if (message.record().topic().equals(destination.predictionsTopic())) {
                predictions++;
            } else {
                labels++;
            }
            listener.published(predictions + labels, message.time(), part());
        }

        private double part() {
            long size = files.stream().mapToLong(RecordFile::size).sum();
            long position = files.stream().mapToLong(RecordFile::position).sum();
            return size == 0 ? 1 : (double) position / size;
        }
    }

    private void requireSent() {
        Exception first = failure.get();
        if (first != null) {
            throw new BrokerException(
                    "Kafka at " + destination.bootstrapServers() + " did not take a row: " + first
                            + "; not all rows are published",
                    first);
        }
    }

    private KafkaProducer<byte[], byte[]> producer() {
        Map<String, Object> properties = new HashMap<>();
        properties.put(ProducerConfig.CLIENT_ID_CONFIG, "evalstream-publish");
        properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        // At a pace that a person follows, every row should be seen when it is sent.
        properties.put(ProducerConfig.LINGER_MS_CONFIG, order instanceof Order.EventTime ? 0 : 20);
        properties.putAll(destination.client());
        properties.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, destination.bootstrapServers());
        return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    }
}
