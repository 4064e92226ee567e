package io.evalstream.jobs.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.evalstream.jobs.serving.LabelLog;
import io.evalstream.jobs.serving.LogDecoder;
import io.evalstream.jobs.serving.LoggedRecord;
import io.evalstream.jobs.serving.PredictionLog;
import io.evalstream.jobs.serving.ServingLog;
import io.evalstream.jobs.serving.ServingLogs;
import io.evalstream.schemas.Codec;
import io.evalstream.schemas.Codecs;
import io.evalstream.schemas.DecodeException;
import io.evalstream.schemas.Label;
import io.evalstream.schemas.Prediction;
import io.evalstream.schemas.TrainingEvent;
import java.io.Serializable;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** Finds the predictions or labels in a record of Kafka: the one that its value is, or those that a log of it tells of. */
interface RecordReader<T> {

    /**
     * Hands out what is in a record.
     *
     * @param headers names of the record's headers
     * @param faults takes what is wrong with a part of the record while the others are handed out
     * @return false if the record is about something else
     * @throws DecodeException if nothing of the record can be read
     */
    boolean read(
            ConsumerRecord<byte[], byte[]> record,
            List<String> headers,
            Consumer<T> out,
            Consumer<DecodeException> faults)
            throws DecodeException;

    /** Makes a reader where it is used. */
    interface Source<T> extends Serializable {
        RecordReader<T> open();
    }

    /** A reader of predictions. */
    static Source<Prediction> predictions(KafkaOptions options, ServingLogs logs) {
        ServingLog log = logs.predictions();
        if (log != null) {
            return () -> logged(new PredictionLog(log));
        }
        return () -> coded(Codecs.of(
                options.predictionFormat(), Prediction.class, options.topics().predictions(), options.registry()));
    }

    /** A reader of labels. */
    static Source<Label> labels(KafkaOptions options, ServingLogs logs) {
        ServingLog log = logs.labels();
        if (log != null) {
            return () -> logged(new LabelLog(log));
        }
        return () -> coded(
                Codecs.of(options.labelFormat(), Label.class, options.topics().labels(), options.registry()));
    }

    /** A reader of what training runs send. */
    static Source<TrainingEvent> training(KafkaOptions options) {
        return () -> coded(Codecs.of(
                options.predictionFormat(),
                TrainingEvent.class,
                options.topics().training(),
                options.registry()));
    }

    private static <T> RecordReader<T> coded(Codec<T> codec) {
        return (record, headers, out, faults) -> {
            codec.checkHeaders(headers);
            out.accept(codec.decode(record.value()));
            return true;
        };
    }

    private static <T extends SpecificRecord> RecordReader<T> logged(LogDecoder<T> decoder) {
        return (record, headers, out, faults) -> {
            Map<String, String> texts = new TreeMap<>();
            for (Header header : record.headers()) {
                texts.put(
                        header.key().toLowerCase(Locale.ROOT),
                        header.value() == null ? "" : new String(header.value(), UTF_8));
            }
            return decoder.decode(new LoggedRecord(texts, record.value(), record.timestamp()), out, faults);
        };
    }
}
