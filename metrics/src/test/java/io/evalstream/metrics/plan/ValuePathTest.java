package io.evalstream.metrics.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.evalstream.metrics.metric.Value;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ValuePathTest {

    private static final Map<String, Value> VALUES = Map.of(
            "accuracy", Value.scalar(0.5),
            "f1.macro", Value.scalar(0.25),
            "f1", Value.vector(0.1, 0.2, Double.NaN),
            "confusion", Value.matrix(2, 2, new double[] {1, 2, 3, 4}),
            "outcomes",
                    new Value.Named(Map.of(
                            "wins", Value.scalar(3), "by.class", new Value.Named(Map.of("0", Value.vector(7, 8))))),
            "none", Value.undefined(Value.Code.EMPTY, "no row was counted"));

    private static Value find(String text) {
        return Objects.requireNonNull(ValuePath.parse(text, VALUES.keySet()), text)
                .find(VALUES);
    }

    private static String reason(String text) {
        return ((Value.Undefined) find(text)).reason();
    }

    @Test
    void aPathLeadsToANumber() {
        assertThat(find("accuracy")).isEqualTo(Value.scalar(0.5));
        assertThat(find("f1.macro")).isEqualTo(Value.scalar(0.25));
        assertThat(find("f1[1]")).isEqualTo(Value.scalar(0.2));
        assertThat(find("confusion[1,0]")).isEqualTo(Value.scalar(3));
        assertThat(find("outcomes.wins")).isEqualTo(Value.scalar(3));
        assertThat(find("outcomes.by.class.0[1]")).isEqualTo(Value.scalar(8));
    }

    @Test
    void whereThereIsNoNumberItSaysWhy() {
        assertThat(reason("none")).isEqualTo("no row was counted");
        assertThat(reason("none.part")).isEqualTo("no row was counted");
        assertThat(reason("f1[2]")).contains("not a number");
        assertThat(reason("f1[3]")).isEqualTo("'f1' has the shape [3]; the indexes [3] name none of its elements");
        assertThat(reason("f1")).isEqualTo("'f1' has the shape [3]; the indexes [] name none of its elements");
        assertThat(reason("confusion[1]")).contains("the shape [2, 2]; the indexes [1]");
        assertThat(reason("outcomes.draws")).startsWith("'outcomes' has no part 'draws'; it has ");
        assertThat(reason("outcomes")).startsWith("'outcomes' is several values; name one of ");
        assertThat(reason("accuracy.x")).isEqualTo("'accuracy' has no parts; 'x' was asked for");
        assertThat(reason("accuracy[0]")).isEqualTo("'accuracy' is one number, without the indexes [0]");
    }

    @Test
    void aPathThatBeginsWithNoMetricIsNone() {
        assertThat(ValuePath.parse("auroc", VALUES.keySet())).isNull();
        assertThat(ValuePath.parse("", VALUES.keySet())).isNull();
        assertThat(ValuePath.parse("accuracy.", List.of("accuracy")))
                .isEqualTo(new ValuePath("accuracy", "", List.of()));
    }
}
