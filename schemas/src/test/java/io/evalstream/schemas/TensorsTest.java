package io.evalstream.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class TensorsTest {

    @Test
    void arraysComeBack() throws DecodeException {
        assertThat(Tensors.doubles(Tensors.of("t", new double[] {0.1, Double.NaN}, 2)))
                .containsExactly(0.1, Double.NaN);
        assertThat(Tensors.doubles(Tensors.of("t", new float[] {0.1f, 2}, 2, 1)))
                .containsExactly(0.1f, 2);
        assertThat(Tensors.longs(Tensors.of("t", new long[] {Long.MIN_VALUE, 7}, 1, 2)))
                .containsExactly(Long.MIN_VALUE, 7);
        assertThat(Tensors.longs(Tensors.of("t", new boolean[] {true}))).containsExactly(1);
        assertThat(Tensors.strings(Tensors.of("t", List.of("", "grün"), 2))).isEqualTo(List.of("", "grün"));
    }

    @Test
    void bytesAreLittleEndian() {
        assertThat(Tensors.of("t", new long[] {258}).getData().array()).startsWith(2, 1, 0);
    }

    @Test
    void readingLeavesTheTensorAsItWas() throws DecodeException {
        Tensor tensor = Tensors.of("t", new double[] {1}, 1);
        assertThat(Tensors.doubles(tensor)).isEqualTo(Tensors.doubles(tensor));
    }

    @Test
    void everyHalfSurvivesTheWayThroughADouble() {
        for (int bits = 0; bits < 1 << 16; bits++) {
            float value = Tensors.fromHalf((short) bits);
            if (!Float.isNaN(value)) {
                assertThat(Tensors.toHalf(value)).isEqualTo((short) bits);
            }
        }
        assertThat(Tensors.toHalf(Double.NaN)).isEqualTo((short) 0x7E00);
    }

    @Property
    void theNearestHalfIsTaken(@ForAll float any) {
        double value = any % 65504;
        short half = Tensors.toHalf(value);
        double error = Math.abs(Tensors.fromHalf(half) - value);
        for (int step : new int[] {-1, 1}) {
            double neighbour = Tensors.fromHalf((short) (half + step));
            if (!Double.isNaN(neighbour)) {
                assertThat(error).isLessThanOrEqualTo(Math.abs(neighbour - value));
            }
        }
    }

    @Test
    void aShapeThatDoesNotFitIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Tensors.of("t", new double[3], 2, 2))
                .withMessageContaining("shape [2, 2] is given 3 values");
        assertThat(refusal(new Tensor("t", Datatype.FP32, List.of(2L), ByteBuffer.allocate(7))))
                .isEqualTo("WRONG_WIDTH: tensor 't' of FP32 and shape [2]: its data has 7 bytes, expected 8;"
                        + " send as many elements as the product of the dimensions");
        assertThat(refusal(new Tensor("t", Datatype.BYTES, List.of(1L), ByteBuffer.allocate(3))))
                .contains("ends within element 0");
        assertThat(refusal(new Tensor("t", Datatype.BYTES, List.of(0L), ByteBuffer.allocate(3))))
                .contains("3 bytes after the last element");
        assertThat(refusal(new Tensor("t", Datatype.FP32, List.of(-1L), ByteBuffer.allocate(0))))
                .startsWith("OUT_OF_RANGE");
        assertThat(refusal(new Tensor("t", Datatype.INT8, List.of(1L << 32, 1L << 32), ByteBuffer.allocate(0))))
                .startsWith("OUT_OF_RANGE");
    }

    @Test
    void anEmptyTensorHasAnyShapeWithAZero() throws DecodeException {
        assertThat(Tensors.size(
                        new Tensor("t", Datatype.INT8, List.of(1L << 40, 0L, 1L << 40), ByteBuffer.allocate(0))))
                .isZero();
    }

    @Test
    void aTensorOfAnotherTypeIsRefused() {
        assertThatExceptionOfType(DecodeException.class)
                .isThrownBy(() -> Tensors.longs(Tensors.of("t", new float[1], 1)))
                .withMessageContaining("is of FP32; expected integers");
        assertThatExceptionOfType(DecodeException.class)
                .isThrownBy(() -> Tensors.doubles(Examples.tensor()))
                .withMessageContaining("is of BYTES; expected numbers");
        assertThatExceptionOfType(DecodeException.class)
                .isThrownBy(() -> Tensors.strings(Tensors.of("t", new float[1], 1)))
                .withMessageContaining("is of FP32; expected texts");
    }

    private static String refusal(Tensor tensor) {
        try {
            Tensors.check(tensor);
            return "accepted";
        } catch (DecodeException e) {
            return e.reason() + ": " + e.getMessage();
        }
    }
}
