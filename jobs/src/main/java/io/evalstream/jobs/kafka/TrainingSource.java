package io.evalstream.jobs.kafka;

import io.evalstream.operators.stream.Incoming;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.RichSourceReaderContext;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.KafkaSourceEnumState;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.streaming.api.lineage.LineageVertex;
import org.apache.flink.streaming.api.lineage.LineageVertexProvider;

/**
 * Reads training batches from Kafka. What takes them in is told the task it is in, which Kafka's source keeps to itself,
 * so that it finds the GPUs that Flink has given to the task manager, and takes that of its number.
 */
final class TrainingSource
        implements Source<Incoming, KafkaPartitionSplit, KafkaSourceEnumState>,
                ResultTypeQueryable<Incoming>,
                LineageVertexProvider {

    private static final long serialVersionUID = 1L;

    private final KafkaSource<Incoming> kafka;
    /** The one that the source has too: they travel together. */
    private final Intake.OfTraining intake;

    TrainingSource(KafkaSource<Incoming> kafka, Intake.OfTraining intake) {
        this.kafka = kafka;
        this.intake = intake;
    }

    @Override
    public SourceReader<Incoming, KafkaPartitionSplit> createReader(SourceReaderContext context) throws Exception {
        intake.comeTo(((RichSourceReaderContext) context).getRuntimeContext());
        return kafka.createReader(context);
    }

    @Override
    public Boundedness getBoundedness() {
        return kafka.getBoundedness();
    }

    @Override
    public SplitEnumerator<KafkaPartitionSplit, KafkaSourceEnumState> createEnumerator(
            SplitEnumeratorContext<KafkaPartitionSplit> context) {
        return kafka.createEnumerator(context);
    }

    @Override
    public SplitEnumerator<KafkaPartitionSplit, KafkaSourceEnumState> restoreEnumerator(
            SplitEnumeratorContext<KafkaPartitionSplit> context, KafkaSourceEnumState checkpoint) throws Exception {
        return kafka.restoreEnumerator(context, checkpoint);
    }

    @Override
    public SimpleVersionedSerializer<KafkaPartitionSplit> getSplitSerializer() {
        return kafka.getSplitSerializer();
    }

    @Override
    public SimpleVersionedSerializer<KafkaSourceEnumState> getEnumeratorCheckpointSerializer() {
        return kafka.getEnumeratorCheckpointSerializer();
    }

    @Override
    public TypeInformation<Incoming> getProducedType() {
        return kafka.getProducedType();
    }

    @Override
    public LineageVertex getLineageVertex() {
        return kafka.getLineageVertex();
    }
}
