package io.evalstream.metrics.batch;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.evalstream.metrics.state.ByteInput;
import io.evalstream.metrics.state.ByteOutput;
import io.evalstream.metrics.state.Varint;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The cells of one side of a row as bytes: only the columns that the plan reads, numbers in the type they came as. This
 * is what waits in the join and travels between subtasks. Equal cells have equal bytes.
 *
 * <p>Before each cell stands a fingerprint of its column, and cells stand in the order of those. So a row may be read by
 * a plan that reads other columns than the one it was written by: what the two share is there, the rest is absent.
 */
public final class RowCodec {

    /** No type has this number. */
    private static final int TEXTS = 0x0f;

    private static final int TYPE_BITS = 0x0f;
    private static final int RANK_SHIFT = 4;
    private static final int HIGHEST_RANK = 14;

    private final Input[] inputs;
    private final int[] prints;

    /** A codec for the columns that one side carries. */
    public RowCodec(RowSchema schema, Input.Side side) {
        this(schema, side, input -> "");
    }

    /**
     * A codec for the columns that one side carries.
     *
     * @param origins what tells a column from others of its name, such as the field of an event that fills it
     * @throws IllegalArgumentException where two columns have one fingerprint, which a new name for one of them changes
     */
    public RowCodec(RowSchema schema, Input.Side side, Function<Input, String> origins) {
        SortedMap<Integer, Input> columns = new TreeMap<>();
        for (Input input : schema.inputs(side)) {
            Input other = columns.put(fingerprint(input, origins.apply(input)), input);
            if (other != null) {
                throw new IllegalArgumentException("columns " + other.name() + " and " + input.name()
                        + " have one fingerprint; give one of them another name");
            }
        }
        inputs = columns.values().toArray(Input[]::new);
        prints = columns.keySet().stream().mapToInt(Integer::intValue).toArray();
    }

    private static int fingerprint(Input input, String origin) {
        return (int) TextHash.of(input.kind() + "\0" + input.name() + "\0" + origin);
    }

    public byte[] encode(Row row) {
        SortedMap<Integer, Cell> cells = new TreeMap<>();
        collect(row, cells);
        return encode(cells);
    }

    /** Adds the cells that a row has to those of other rows, by the fingerprints of their columns. */
    public void collect(Row row, SortedMap<Integer, Cell> cells) {
        for (int i = 0; i < inputs.length; i++) {
            Cell cell = row.cell(inputs[i]);
            if (!(cell instanceof Cell.Absent)) {
                cells.put(prints[i], cell);
            }
        }
    }

    /** Writes cells that were collected. */
    public static byte[] encode(SortedMap<Integer, Cell> cells) {
        ByteOutput out = new ByteOutput();
        try {
            for (Map.Entry<Integer, Cell> cell : cells.entrySet()) {
                out.writeInt(cell.getKey());
                write(out, cell.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return out.toByteArray();
    }

    /**
     * Sets the cells of this side in a row; those of columns that the bytes do not hold are absent.
     *
     * @return whether the bytes hold all columns
     */
    public boolean decode(byte[] bytes, Row row) {
        ByteInput in = new ByteInput(bytes);
        int at = 0;
        int missing = 0;
        try {
            while (in.available() > 0) {
                int print = in.readInt();
                Cell cell = read(in);
                for (; at < prints.length && prints[at] < print; at++) {
                    row.set(inputs[at], Cell.ABSENT);
                    missing++;
                }
                if (at < prints.length && prints[at] == print) {
                    row.set(inputs[at++], cell);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the bytes are not those of a row of a plan", e);
        }
        for (; at < prints.length; at++) {
            row.set(inputs[at], Cell.ABSENT);
            missing++;
        }
        return missing == 0;
    }

    private static void write(DataOutput out, Cell cell) throws IOException {
        if (cell instanceof Cell.Texts texts) {
            out.writeByte(TEXTS);
            Varint.write(out, texts.values().size());
            for (String text : texts.values()) {
                byte[] utf8 = text.getBytes(UTF_8);
                Varint.write(out, utf8.length);
                out.write(utf8);
            }
        } else if (cell instanceof Cell.Numbers numbers) {
            int[] shape = numbers.shape();
            if (shape.length > HIGHEST_RANK) {
                throw new IllegalArgumentException("a tensor of " + shape.length + " dimensions was given; at most "
                        + HIGHEST_RANK + " can be sent");
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

    private static Cell read(DataInput in) throws IOException {
        int head = in.readUnsignedByte();
        if (head == TEXTS) {
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
