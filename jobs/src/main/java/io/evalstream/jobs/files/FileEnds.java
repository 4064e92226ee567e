package io.evalstream.jobs.files;

import io.evalstream.jobs.EvaluationJob;
import io.evalstream.jobs.EventTime;
import io.evalstream.metrics.plan.PlanSpec;
import io.evalstream.operators.DeviceChoice;
import io.evalstream.operators.Plans;
import io.evalstream.operators.stream.Incoming;
import io.evalstream.operators.stream.Serializers;
import java.nio.file.Path;
import java.util.List;
import org.apache.flink.connector.file.src.FileSource;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Puts files at the beginning of the job: the same topology as with Kafka, over a bounded input. */
public final class FileEnds {

    private FileEnds() {}

    /** Builds the job over a file of predictions and one of labels. */
    public static EvaluationJob.Results build(
            StreamExecutionEnvironment environment,
            List<PlanSpec> plans,
            Path predictions,
            Path labels,
            DeviceChoice device) {
        EvaluationJob.prepare(environment);
        return EvaluationJob.build(
                plans,
                source(environment, plans, "predictions", predictions, RecordFormat.ofPredictions(plans, predictions)),
                source(environment, plans, "labels", labels, RecordFormat.ofLabels(plans, labels)),
                device);
    }

    /** A file is read from its beginning to its end by one reader, so that its order is kept. */
    private static DataStream<Incoming> source(
            StreamExecutionEnvironment environment, List<PlanSpec> plans, String name, Path file, RecordFormat format) {
        FileSource<Incoming> source = FileSource.forRecordStreamFormat(
                        format,
                        new org.apache.flink.core.fs.Path(file.toAbsolutePath().toUri()))
                .build();
        return environment
                .fromSource(
                        source,
                        EventTime.watermarks(Plans.compile(plans).maxOutOfOrderness()),
                        name,
                        Serializers.INCOMING)
                .setParallelism(1)
                .uid("source-" + name);
    }
}
