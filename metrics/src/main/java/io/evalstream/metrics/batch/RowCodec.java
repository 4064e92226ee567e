package io.evalstream.metrics.batch;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.evalstream.metrics.state.Varint;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The cells of one side of a row as bytes: only the columns that the plan reads, numbers in the type they came as. This
 * is what waits in the join and travels between subtasks. Equal cells have equal bytes.
 */
public final class RowCodec {

    private static final int PRESENT = 0;
    private static final int ABSENT = 0xff;
    private static final int TYPE_BITS = 0x0f;
    private static final int RANK_SHIFT = 4;

    private final RowSchema schema;
    private final int[] columns;

    /** A codec for the columns that one side carries. */
    public RowCodec(RowSchema schema, Input.Side side) {
        this.schema = schema;
        columns = schema.inputs(side).stream().mapToInt(schema::indexOf).toArray();
    }

    public byte[] encode(Row row) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        try {
            for (int column : columns) {
                write(out, row.cell(column));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return bytes.toByteArray();
    }

    /** Sets the cells of this side in a row. */
    public void decode(byte[] bytes, Row row) {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        try {
            for (int column : columns) {
                Input input = schema.inputs().get(column);
                row.set(input, read(in, input));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the bytes are not those of a row of this plan", e);
        }
    }

    private static void write(DataOutput out, Cell cell) throws IOException {
        if (cell instanceof Cell.Absent) {
            out.writeByte(ABSENT);
        } else if (cell instanceof Cell.Texts texts) {
            out.writeByte(PRESENT);
            Varint.write(out, texts.values().size());
            for (String text : texts.values()) {
                byte[] utf8 = text.getBytes(UTF_8);
                Varint.write(out, utf8.length);
                out.write(utf8);
            }
        } else if (cell instanceof Cell.Numbers numbers) {
            int[] shape = numbers.shape();
            if (shape.length >= ABSENT >> RANK_SHIFT) {
                throw new IllegalArgumentException(
                        "a tensor of " + shape.length + " dimensions was given; at most 14 can be sent");
            }
            out.writeByte(numbers.type().code() | shape.length << RANK_SHIFT);
            for (int dimension : shape) {
                Varint.write(out, dimension);
            }
            for (double value : numbers.values()) {
                writeNumber(out, value, numbers.type());
            }
        }
    }

    private static void writeNumber(DataOutput out, double value, DataType type) throws IOException {
        switch (type) {
            case BOOL, INT64 -> Varint.writeSigned(out, (long) value);
            case FLOAT16, BFLOAT16, FLOAT32 -> out.writeFloat((float) value);
            case FLOAT64 -> out.writeDouble(value);
        }
    }

    private static Cell read(DataInput in, Input input) throws IOException {
        int head = in.readUnsignedByte();
        if (head == ABSENT) {
            return Cell.ABSENT;
        }
        if (input.kind() == Input.Kind.TEXTS) {
            return readTexts(in);
        }
        DataType type = DataType.ofCode(head & TYPE_BITS);
        int[] shape = new int[head >> RANK_SHIFT];
        int elements = 1;
        for (int i = 0; i < shape.length; i++) {
            shape[i] = (int) Varint.read(in);
            elements *= shape[i];
        }
        double[] values = new double[elements];
        for (int i = 0; i < elements; i++) {
            values[i] = readNumber(in, type);
        }
        return new Cell.Numbers(values, type, shape);
    }

    private static double readNumber(DataInput in, DataType type) throws IOException {
        return switch (type) {
            case BOOL, INT64 -> Varint.readSigned(in);
            case FLOAT16, BFLOAT16, FLOAT32 -> in.readFloat();
            case FLOAT64 -> in.readDouble();
        };
    }

    private static Cell readTexts(DataInput in) throws IOException {
        long count = Varint.read(in);
        List<String> texts = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            byte[] utf8 = new byte[(int) Varint.read(in)];
            in.readFully(utf8);
            texts.add(new String(utf8, UTF_8));
        }
        return new Cell.Texts(texts);
    }
}
