package io.evalstream.metrics.state;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Numbers in as few bytes as they need: seven bits a byte, lowest first; signed ones in zig-zag order. */
public final class Varint {

    private Varint() {}

    public static void write(DataOutput out, long value) throws IOException {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            out.writeByte((int) (rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        out.writeByte((int) rest);
    }

    public static long read(DataInput in) throws IOException {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte next = in.readByte();
            value |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new IOException("a number of more than ten bytes was found; the bytes are not what was written here");
    }

    public static void writeSigned(DataOutput out, long value) throws IOException {
        write(out, (value << 1) ^ (value >> 63));
    }

    public static long readSigned(DataInput in) throws IOException {
        long value = read(in);
        return (value >>> 1) ^ -(value & 1);
    }
}
