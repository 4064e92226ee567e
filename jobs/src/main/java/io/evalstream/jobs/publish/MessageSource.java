package io.evalstream.jobs.publish;

import io.evalstream.jobs.files.FileRecord;
import io.evalstream.jobs.files.RecordFile;
import io.evalstream.schemas.Codec;
import io.evalstream.schemas.Label;
import io.evalstream.schemas.Prediction;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** The rows of a file as messages for one topic; rows that cannot be read are handed to somebody else and left out. */
final class MessageSource<T extends SpecificRecord> implements Iterator<Message> {
    private final RecordFile<T> file;
    private final String topic;
    private final Codec<T> codec;
    private final Function<T, String> id;
    private final Function<T, Instant> time;
    private final Consumer<FileRecord.Bad<?>> refused;
    private @Nullable Message next;

    private MessageSource(
            RecordFile<T> file,
            String topic,
            Codec<T> codec,
            Function<T, String> id,
            Function<T, Instant> time,
            Consumer<FileRecord.Bad<?>> refused) {
        this.file = file;
        this.topic = topic;
        this.codec = codec;
        this.id = id;
        this.time = time;
        this.refused = refused;
        advance();
    }

    /** Predictions, at the times at which the models answered. */
    static MessageSource<Prediction> predictions(
            RecordFile<Prediction> file, String topic, Codec<Prediction> codec, Consumer<FileRecord.Bad<?>> refused) {
        return new MessageSource<>(file, topic, codec, Prediction::getPredictionId, Prediction::getEventTime, refused);
    }

    /** Labels, at the times at which they were known. */
    static MessageSource<Label> labels(
            RecordFile<Label> file, String topic, Codec<Label> codec, Consumer<FileRecord.Bad<?>> refused) {
        return new MessageSource<>(file, topic, codec, Label::getPredictionId, Label::getLabelTime, refused);
    }

    @Override
    public boolean hasNext() {
        return next != null;
    }

    /** The message that {@link #next()} will give, without taking it. */
    Message peek() {
        if (next == null) {
            throw new NoSuchElementException("all rows for topic '" + topic + "' have been read");
        }
        return next;
    }

    @Override
    public Message next() {
        Message message = peek();
        advance();
        return message;
    }

    private void advance() {
        next = null;
        while (next == null && file.hasNext()) {
            FileRecord<T> row = file.next();
            if (row instanceof FileRecord.Good<T> good) {
                next = message(good.record());
            } else if (row instanceof FileRecord.Bad<T> bad) {
                refused.accept(bad);
            }
        }
    }

    private Message message(T record) {
        byte[] key = id.apply(record).getBytes(StandardCharsets.UTF_8);
        // The record's own timestamp is the clock's: brokers drop records that are as old as the events in a file may
        // be.
        return new Message(time.apply(record), new ProducerRecord<>(topic, key, codec.encode(record)));
    }
}
