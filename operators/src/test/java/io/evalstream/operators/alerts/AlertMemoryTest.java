package io.evalstream.operators.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import io.evalstream.metrics.plan.AlertSpec;
import io.evalstream.schemas.AlertState;
import java.io.IOException;
import java.util.HexFormat;
import java.util.Set;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

/** What savepoints hold of rules. */
class AlertMemoryTest {

    private static final AlertSpec RULE = AlertSpec.below("low", "accuracy", 0.9);

    /** Where this fails the format has changed: raise its version, and keep reading this one. */
    @Test
    void theBytesOfFormat1AreReadAndWritten() throws IOException {
        AlertMemory memory = new AlertMemory();
        AlertMemory.OfRule low = memory.of("low");
        low.told(AlertState.FIRING);
        low.put(-5, new Judged(Judgement.HOLDS, Judged.SETTLED), true, RULE);
        low.put(7, new Judged(Judgement.CLEAR, Judged.SETTLED), false, RULE);
        low.put(8, new Judged(Judgement.UNKNOWN, 1000), false, RULE);
        AlertMemory.Serializer serializer = new AlertMemory.Serializer();
        DataOutputSerializer bytes = new DataOutputSerializer(64);
        serializer.serialize(memory, bytes);
        String written = HexFormat.of().formatHex(bytes.getCopyOfBuffer());
        assertThat(written)
                .isEqualTo("01036c6f77" + "06464952494e47" + "01000000" + "02" + "000000000000000763"
                        + "000000000000000875" + "00000000000003e8");
        DataOutputSerializer again = new DataOutputSerializer(64);
        serializer.serialize(
                serializer.deserialize(new DataInputDeserializer(HexFormat.of().parseHex(written))), again);
        assertThat(again.getCopyOfBuffer()).isEqualTo(bytes.getCopyOfBuffer());
    }

    @Test
    void whatIsCopiedIsApart() {
        AlertMemory memory = new AlertMemory();
        memory.of("low").put(7, new Judged(Judgement.HOLDS, Judged.SETTLED), false, RULE);
        AlertMemory copy = new AlertMemory.Serializer().copy(memory);
        memory.of("low").remove(7);
        assertThat(copy.of("low").state(RULE, 0)).isEqualTo(AlertState.FIRING);
        assertThat(memory.of("low").state(RULE, 0)).isEqualTo(AlertState.OK);
    }

    @Test
    void rulesThatThereIsNothingToSayOfAndThoseThatAreGoneAreForgotten() {
        AlertMemory memory = new AlertMemory();
        memory.of("low").put(7, new Judged(Judgement.CLEAR, Judged.SETTLED), true, RULE);
        memory.of("gone").put(7, new Judged(Judgement.HOLDS, Judged.SETTLED), false, RULE);
        memory.tidy(Set.of("low"));
        assertThat(memory.isEmpty()).isTrue();
    }
}
