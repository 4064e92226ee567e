package io.evalstream.metrics.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FormulaTest {

    private static final Map<String, Value> VALUES = Map.of(
            "a", Value.scalar(3),
            "b", Value.scalar(-2),
            "v", Value.vector(1, 2),
            "m", Value.matrix(2, 2, new double[] {1, 2, 3, 4}),
            "odd name", Value.scalar(5),
            "none", Value.undefined(Value.Code.EMPTY, "no row was counted"));

    @ParameterizedTest
    @CsvSource({
        "a - b, 5",
        "a - b - 1, 4",
        "-a ** 2, -9",
        "2 ** 3 ** 2, 512",
        "2 ** -1, 0.5",
        "abs(b) * (a + 1), 8",
        "7 // 2 + 7 % 2, 4",
        "-7 // 2, -4",
        "1e2 / 4, 25",
        "a > b, 1",
        "a + 1 <= 3, 0",
        "`odd name` / 2, 2.5",
        "sqrt(16) + .5, 4.5"
    })
    void itIsReadAsPythonReadsIt(String text, double expected) {
        assertThat(value(text)).isEqualTo(Value.scalar(expected));
        assertThat(Formula.parse(text)
                        .number(name -> ((Value.Scalar) Objects.requireNonNull(VALUES.get(name))).value()))
                .isEqualTo(expected);
    }

    @Test
    void tensorsAreJoinedElementByElement() {
        assertThat(value("2 * v - 1")).isEqualTo(Value.vector(1, 3));
        assertThat(value("m / v")).isEqualTo(Value.matrix(2, 2, new double[] {1, 1, 3, 2}));
        assertThat(Operation.ADD.apply(Value.vector(1, 2), Value.vector(1, 2, 3)))
                .isInstanceOfSatisfying(
                        Value.Undefined.class,
                        undefined -> assertThat(undefined.reason()).contains("[2] and [3]"));
    }

    @Test
    void whatIsUndefinedMakesTheResultUndefinedAndIsNamed() {
        assertThat(value("a - none")).isEqualTo(Value.undefined(Value.Code.EMPTY, "none: no row was counted"));
        assertThat(value("a / (b + 2)")).isInstanceOf(Value.Undefined.class);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "a -, it ends too early",
                "a b, 'b' was not expected",
                "(a, a ')' is missing",
                "sin(a), there is no function 'sin'",
                "a ; b, '; b' was not expected"
            })
    void whatIsNoFormulaIsRefused(String text, String reason) {
        assertThatThrownBy(() -> Formula.parse(text))
                .isInstanceOf(PlanException.class)
                .hasMessageContaining("'" + text + "' is no formula: " + reason);
    }

    private static Value value(String text) {
        return Formula.parse(text).value(name -> Objects.requireNonNull(VALUES.get(name)));
    }
}
