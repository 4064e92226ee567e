package io.evalstream.metrics.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ByteStreamsTest {

    @Test
    void whatIsWrittenIsRead() throws IOException {
        Random random = new Random(2);
        byte[] large = new byte[1000];
        random.nextBytes(large);
        ByteOutput out = new ByteOutput();
        for (int i = 0; i < 200; i++) {
            out.writeByte(i);
            out.writeLong(random.nextLong());
        }
        out.write(large);
        out.writeUTF("grüße");
        ByteInput in = new ByteInput(out.toByteArray());
        Random again = new Random(2);
        again.nextBytes(new byte[1000]);
        for (int i = 0; i < 200; i++) {
            assertThat(in.readUnsignedByte()).isEqualTo(i);
            assertThat(in.readLong()).isEqualTo(again.nextLong());
        }
        byte[] read = new byte[1000];
        in.readFully(read);
        assertThat(read).isEqualTo(large);
        assertThat(in.available()).isEqualTo(2 + 7);
        assertThat(in.readUTF()).isEqualTo("grüße");
        assertThat(in.available()).isZero();
        assertThat(in.read()).isEqualTo(-1);
        assertThatThrownBy(in::readByte).isInstanceOf(EOFException.class);
        assertThatThrownBy(in::readInt).isInstanceOf(EOFException.class);
        assertThat(in.read(read, 0, 0)).isZero();
    }
}
