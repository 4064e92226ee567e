package io.evalstream.operators;

import static org.assertj.core.api.Assertions.assertThat;

import io.evalstream.metrics.plan.PlanSpec;
import io.evalstream.operators.stream.Folded;
import io.evalstream.operators.stream.Incoming;
import io.evalstream.operators.stream.Joined;
import io.evalstream.operators.stream.PlanSerializers;
import io.evalstream.operators.stream.Serializers;
import io.evalstream.schemas.DeadLetter;
import io.evalstream.schemas.MetricReport;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.java.typeutils.GenericTypeInfo;
import org.apache.flink.api.java.typeutils.runtime.kryo.KryoSerializer;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.formats.avro.typeutils.AvroTypeInfo;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.util.OutputTag;
import org.junit.jupiter.api.Test;

/** Nothing that travels is left to reflection or to Kryo. */
class TypesTest {

    private static final Queue<MetricReport> REPORTS = new ConcurrentLinkedQueue<>();
    private static final Queue<DeadLetter> LETTERS = new ConcurrentLinkedQueue<>();

    @Test
    void everyTypeHasASerializerOfItsOwn() throws Exception {
        SerializerConfigImpl strict = new SerializerConfigImpl();
        strict.setGenericTypes(false);
        List<TypeInformation<?>> types = declared();
        assertThat(types).hasSizeGreaterThanOrEqualTo(7);
        for (TypeInformation<?> type : types) {
            assertThat(type).isNotInstanceOf(GenericTypeInfo.class);
            TypeSerializer<?> serializer = type.createSerializer(strict);
            assertThat(serializer).as(type.toString()).isNotInstanceOf(KryoSerializer.class);
            assertThat(serializer.snapshotConfiguration().restoreSerializer())
                    .as("what a savepoint makes of it")
                    .isEqualTo(serializer);
        }
    }

    /** All types of the serialisers and of the side outputs, found by reflection so that none is left out. */
    private static List<TypeInformation<?>> declared() throws IllegalAccessException {
        List<TypeInformation<?>> types = new ArrayList<>();
        for (Class<?> owner : List.of(Serializers.class, Outputs.class)) {
            for (Field field : owner.getFields()) {
                if (!Modifier.isStatic(field.getModifiers())) {
                    continue;
                }
                Object value = field.get(null);
                if (value instanceof TypeInformation<?> type) {
                    types.add(type);
                } else if (value instanceof OutputTag<?> tag) {
                    types.add(tag.getTypeInfo());
                }
            }
        }
        return types;
    }

    @Test
    void aJobThatForbidsGenericTypesGivesTheReportsOfThePlainEvaluator() throws Exception {
        REPORTS.clear();
        LETTERS.clear();
        List<PlanSpec> plans = List.of(SamplePlans.plan(SamplePlans.tumbling(10), SamplePlans.sliding(30, 10)));
        Events events = new Events(plans);
        List<Incoming.Prediction> predictions = new ArrayList<>();
        List<Incoming.Label> labels = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            predictions.add(events.prediction("plan", "v" + i % 3, "id" + i % 400, i % 97, (i % 20) / 20.0));
            labels.add(events.label("id" + i % 450, i % 113, i % 3));
        }

        run(plans, predictions, labels);

        assertThat(FinalReports.of(new ArrayList<>(REPORTS)))
                .hasSizeGreaterThan(50)
                .isEqualTo(new NaiveEvaluator(plans, predictions, labels).finalReports());
        assertThat(LETTERS).isNotEmpty().allMatch(letter -> letter.getReason().equals("OUT_OF_RANGE"));
    }

    private static void run(List<PlanSpec> plans, List<Incoming.Prediction> predictions, List<Incoming.Label> labels)
            throws Exception {
        Configuration configuration = new Configuration();
        configuration.set(PipelineOptions.GENERIC_TYPES, false);
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        environment.setParallelism(2);
        DataStream<Incoming> predicted = environment.fromData(List.<Incoming>copyOf(predictions), Serializers.INCOMING);
        DataStream<Incoming.Label> labelled = environment.fromData(labels, Serializers.LABEL);
        SingleOutputStreamOperator<Joined> joined = predicted
                .keyBy(arrived -> LabelJoin.bucketOf(arrived), Types.INT)
                .connect(labelled.keyBy(label -> LabelJoin.bucketOf(label.id()), Types.INT))
                .transform("join", PlanSerializers.JOINED, new LabelJoin(plans));
        SingleOutputStreamOperator<Folded> folded =
                joined.transform("fold", PlanSerializers.FOLDED, new FoldOperator(plans, Duration.ofMillis(20)));
        folded.getSideOutput(Outputs.DEAD_LETTERS)
                .map(letter -> LETTERS.add(letter))
                .returns(Types.BOOLEAN)
                .sinkTo(new DiscardingSink<>());
        folded.keyBy(Folded::series, Serializers.SERIES)
                .transform("windows", new AvroTypeInfo<>(MetricReport.class), new WindowOperator(plans))
                .map(report -> REPORTS.add(report))
                .returns(Types.BOOLEAN)
                .sinkTo(new DiscardingSink<>());

        Configuration ofCluster = new Configuration();
        ofCluster.set(RestOptions.BIND_PORT, "0");
        MiniClusterConfiguration cluster = new MiniClusterConfiguration.Builder()
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(2)
                .setConfiguration(ofCluster)
                .build();
        try (MiniCluster miniCluster = new MiniCluster(cluster)) {
            miniCluster.start();
            miniCluster.executeJobBlocking(environment.getStreamGraph().getJobGraph());
        }
    }
}
