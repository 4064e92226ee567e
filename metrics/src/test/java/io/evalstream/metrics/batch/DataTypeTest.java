package io.evalstream.metrics.batch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DataTypeTest {

    /** Known values: those of the format's definition, and ties, which go to the even neighbour. */
    @ParameterizedTest
    @CsvSource({
        "0.1, 0.0999755859375",
        "1, 1",
        "-0.0, -0.0",
        "65504, 65504",
        "65519.99, 65504",
        "65520, Infinity",
        "-1e9, -Infinity",
        "6.103515625e-5, 6.103515625e-5",
        "5.960464477539063e-8, 5.960464477539063e-8",
        "2.980232238769531e-8, 0",
        "2.99e-8, 5.960464477539063e-8",
        "1.00048828125, 1",
        "1.00146484375, 1.001953125",
        "2049, 2048",
        "2051, 2052",
        "NaN, NaN",
        "Infinity, Infinity"
    })
    void halfRoundsToElevenBits(double value, double expected) {
        assertThat(Double.valueOf(DataType.FLOAT16.round(value))).isEqualTo(Double.valueOf(expected));
    }

    @ParameterizedTest
    @CsvSource({
        "0.1, 0.10009765625",
        "3.140625, 3.140625",
        "257, 256",
        "259, 260",
        "1.00390625, 1",
        "1.01171875, 1.015625",
        "-3.4e38, -Infinity",
        "3.38e38, 3.3762391092936863e38",
        "1e-40, 9.183549615799121e-41",
        "NaN, NaN",
        "-Infinity, -Infinity"
    })
    void brainRoundsToEightBits(double value, double expected) {
        assertThat(Double.valueOf(DataType.BFLOAT16.round(value))).isEqualTo(Double.valueOf(expected));
    }

    @ParameterizedTest
    @EnumSource(DataType.class)
    void epsilonIsTheDistanceFromOneToTheNextNumber(DataType type) {
        if (!type.isInteger()) {
            assertThat(type.round(1 + type.epsilon())).isEqualTo(1 + type.epsilon());
            assertThat(type.round(1 + type.epsilon() / 4)).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource(DataType.class)
    void roundingTwiceIsRoundingOnce(DataType type) {
        for (double value = -70_000; value < 70_000; value += 13.37) {
            assertThat(type.round(type.round(value))).isEqualTo(type.round(value));
        }
        assertThat(DataType.ofCode(type.code())).isEqualTo(type);
    }

    @Test
    void codesInStoredBytesNeverChange() {
        assertThat(DataType.values()).extracting(DataType::code).containsExactly(0, 1, 2, 3, 4, 5);
        assertThat(DataType.values())
                .containsExactly(
                        DataType.BOOL,
                        DataType.INT64,
                        DataType.FLOAT16,
                        DataType.BFLOAT16,
                        DataType.FLOAT32,
                        DataType.FLOAT64);
    }
}
