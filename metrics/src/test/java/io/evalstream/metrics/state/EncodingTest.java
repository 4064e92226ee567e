package io.evalstream.metrics.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** {@link Varint} and {@link OrderedBits}. */
class EncodingTest {

    private static final double[] ASCENDING = {
        Double.NEGATIVE_INFINITY,
        -Double.MAX_VALUE,
        -1.5,
        -Double.MIN_NORMAL,
        -Double.MIN_VALUE,
        0.0,
        Double.MIN_VALUE,
        1,
        Math.nextUp(1.0),
        Double.MAX_VALUE,
        Double.POSITIVE_INFINITY,
        Double.NaN
    };

    @Test
    void numbersRoundTripInAsFewBytesAsTheyNeed() throws IOException {
        for (int bits = 0; bits < 64; bits++) {
            for (long value : new long[] {1L << bits, (1L << bits) - 1, -(1L << bits), ~(1L << bits)}) {
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                DataOutputStream out = new DataOutputStream(bytes);
                Varint.write(out, value);
                assertThat(bytes.size()).isEqualTo(Math.max(1, (70 - Long.numberOfLeadingZeros(value)) / 7));
                Varint.writeSigned(out, value);
                DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()));
                assertThat(Varint.read(in)).isEqualTo(value);
                assertThat(Varint.readSigned(in)).isEqualTo(value);
            }
        }
    }

    @Test
    void smallNumbersOfBothSignsTakeOneByte() throws IOException {
        for (int value = -64; value < 64; value++) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            Varint.writeSigned(new DataOutputStream(bytes), value);
            assertThat(bytes.size()).isEqualTo(1);
        }
    }

    @Test
    void aNumberWithoutEndIsRefused() {
        byte[] endless = new byte[20];
        java.util.Arrays.fill(endless, (byte) 0x80);
        assertThatThrownBy(() -> Varint.read(new DataInputStream(new ByteArrayInputStream(endless))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("more than ten bytes");
    }

    @Test
    void bitsAreOrderedAsTheDoublesAre() {
        for (int i = 1; i < ASCENDING.length; i++) {
            assertThat(OrderedBits.of(ASCENDING[i])).isGreaterThan(OrderedBits.of(ASCENDING[i - 1]));
        }
        Random random = new Random(61);
        for (int i = 0; i < 10_000; i++) {
            double a = Double.longBitsToDouble(random.nextLong());
            double b = Double.longBitsToDouble(random.nextLong());
            assertThat(Integer.signum(Long.compare(OrderedBits.of(a), OrderedBits.of(b))))
                    .isEqualTo(Integer.signum(Double.compare(a, b)));
            assertThat(Double.valueOf(OrderedBits.toDouble(OrderedBits.of(a)))).isEqualTo(Double.valueOf(a));
        }
    }

    @Test
    void zeroAndNaNHaveOneFormEach() {
        assertThat(OrderedBits.of(-0.0)).isEqualTo(OrderedBits.of(0.0));
        assertThat(OrderedBits.of(Double.longBitsToDouble(0xfff8000000000123L))).isEqualTo(OrderedBits.of(Double.NaN));
        assertThat(OrderedBits.of(Double.NaN)).isLessThan(Long.MAX_VALUE);
        assertThat(OrderedBits.of(Double.NEGATIVE_INFINITY)).isGreaterThan(Long.MIN_VALUE);
    }
}
