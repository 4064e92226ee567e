package io.evalstream.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.evalstream.jobs.kafka.KafkaEnds;
import io.evalstream.jobs.kafka.KafkaOptions;
import io.evalstream.jobs.plan.PlanFile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a savepoint rests on, and what must not creep in. */
@Timeout(60)
class TopologyTest {

    /** Under these names state is found again. One that changes is state that is lost: that is a decision, not an edit. */
    private static final List<String> UIDS = List.of(
            "admit-labels",
            "admit-predictions",
            "fold",
            "label-join",
            "sink-dead-letters",
            "sink-diagnostics",
            "sink-metrics",
            "source-labels",
            "source-predictions",
            "windows");

    @Test
    void everyOperatorHasItsUidAndTheFixedMaxParallelism() {
        TreeSet<String> uids = new TreeSet<>();
        for (StreamNode node : graph(new Configuration()).getStreamNodes()) {
            assertThat(node.getTransformationUID()).as(node.getOperatorName()).isNotNull();
            assertThat(node.getMaxParallelism()).as(node.getOperatorName()).isEqualTo(360);
            // A sink is several operators, whose uids Flink makes from the sink's.
            uids.add(UIDS.stream()
                    .filter(uid -> node.getTransformationUID().contains(uid))
                    .findFirst()
                    .orElse(node.getTransformationUID()));
        }
        assertThat(uids).containsExactlyElementsOf(UIDS);
    }

    @Test
    void uidsAndMaxParallelismDoNotDependOnParallelism() {
        List<List<String>> uids = new ArrayList<>();
        for (int parallelism : List.of(1, 4)) {
            StreamExecutionEnvironment environment = StreamExecutionEnvironment.createLocalEnvironment(parallelism);
            uids.add(built(environment).getStreamGraph().getStreamNodes().stream()
                    .map(node -> node.getTransformationUID() + " " + node.getMaxParallelism())
                    .sorted()
                    .toList());
        }
        assertThat(uids.get(0)).isEqualTo(uids.get(1));
    }

    @Test
    void nothingIsSerialisedGenerically() {
        StreamExecutionEnvironment environment = built(StreamExecutionEnvironment.createLocalEnvironment(2));
        for (StreamNode node : environment.getStreamGraph().getStreamNodes()) {
            List<TypeSerializer<?>> serializers = new ArrayList<>(Arrays.asList(node.getTypeSerializersIn()));
            serializers.add(node.getTypeSerializerOut());
            serializers.add(node.getStateKeySerializer());
            for (TypeSerializer<?> serializer : serializers) {
                if (serializer != null) {
                    assertThat(serializer.getClass().getName())
                            .as(node.getOperatorName())
                            .doesNotContain("Kryo")
                            .doesNotContain("PojoSerializer");
                }
            }
        }
        // And whoever adds a type that needs it is told when the job is built.
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> {
                    environment.fromData(new Object()).print().uid("objects");
                    environment.getStreamGraph().getJobGraph();
                })
                .withMessageContaining("Generic types have been disabled");
    }

    @Test
    void anOperatorWithoutUidIsRefused() {
        StreamExecutionEnvironment environment = built(StreamExecutionEnvironment.createLocalEnvironment(2));
        environment.fromSequence(1, 2).print();
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> environment.getStreamGraph().getJobGraph())
                .withMessageContaining("Auto generated UIDs have been disabled");
    }

    @Test
    void unalignedCheckpointsAreRefusedWithTheRemedy() {
        Configuration unaligned = new Configuration().set(CheckpointingOptions.ENABLE_UNALIGNED, true);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> graph(unaligned))
                .withMessageContaining("unaligned checkpoints are on (execution.checkpointing.unaligned.enabled)")
                .withMessageContaining("set it to false");
    }

    private static StreamGraph graph(Configuration configuration) {
        return built(StreamExecutionEnvironment.createLocalEnvironment(2, configuration))
                .getStreamGraph();
    }

    private static StreamExecutionEnvironment built(StreamExecutionEnvironment environment) {
        new KafkaEnds(
                        List.of(PlanFile.read(
                                ExampleStream.of("digits_multiclass").plan())),
                        KafkaOptions.of("localhost:1"))
                .build(environment);
        return environment;
    }
}
