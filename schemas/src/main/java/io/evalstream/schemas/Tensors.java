package io.evalstream.schemas;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Makes {@link Tensor}s from arrays and reads them as arrays, row-major. */
public final class Tensors {
    /** Halfway between the largest finite FP16 and the next power of two; from here on numbers round to infinity. */
    static final double HALF_LIMIT = 65520;

    /** The same for BF16. */
    static final double BRAIN_LIMIT = 0x1.FFp127;

    private Tensors() {}

    /** An FP64 tensor. */
    public static Tensor of(String name, double[] values, long... shape) {
        ByteBuffer data = littleEndian((long) values.length * Double.BYTES);
        for (double value : values) {
            data.putDouble(value);
        }
        return tensor(name, Datatype.FP64, values.length, data, shape);
    }

    /** An FP32 tensor. */
    public static Tensor of(String name, float[] values, long... shape) {
        ByteBuffer data = littleEndian((long) values.length * Float.BYTES);
        for (float value : values) {
            data.putFloat(value);
        }
        return tensor(name, Datatype.FP32, values.length, data, shape);
    }

    /** An INT64 tensor. */
    public static Tensor of(String name, long[] values, long... shape) {
        ByteBuffer data = littleEndian((long) values.length * Long.BYTES);
        for (long value : values) {
            data.putLong(value);
        }
        return tensor(name, Datatype.INT64, values.length, data, shape);
    }

    /** A BOOL tensor. */
    public static Tensor of(String name, boolean[] values, long... shape) {
        ByteBuffer data = littleEndian(values.length);
        for (boolean value : values) {
            data.put((byte) (value ? 1 : 0));
        }
        return tensor(name, Datatype.BOOL, values.length, data, shape);
    }

    /** A BYTES tensor of texts. */
    public static Tensor of(String name, List<String> values, long... shape) {
        List<byte[]> encoded = values.stream()
                .map(value -> value.getBytes(StandardCharsets.UTF_8))
                .toList();
        ByteBuffer data = littleEndian(encoded.stream()
                .mapToLong(value -> Integer.BYTES + (long) value.length)
                .sum());
        for (byte[] value : encoded) {
            data.putInt(value.length).put(value);
        }
        return tensor(name, Datatype.BYTES, values.size(), data, shape);
    }

    private static Tensor tensor(String name, Datatype type, int values, ByteBuffer data, long... shape) {
        List<Long> sizes = Arrays.stream(shape).boxed().toList();
        if (product(sizes) != values) {
            throw new IllegalArgumentException("tensor '" + name + "' of shape " + sizes + " is given " + values
                    + " values; expected as many as the product of its dimensions");
        }
        return new Tensor(name, type, new ArrayList<>(sizes), data.flip());
    }

    /**
     * How many elements the shape says there are.
     *
     * @throws DecodeException if a dimension is negative, or the elements are more than an array can hold
     */
    public static int size(Tensor tensor) throws DecodeException {
        long size = product(tensor.getShape());
        if (size < 0) {
            throw new DecodeException(
                    Reason.OUT_OF_RANGE,
                    "tensor '" + tensor.getName() + "' has the shape " + tensor.getShape()
                            + "; expected dimensions from 0 up, with a product below 2^31");
        }
        return (int) size;
    }

    /** The product of the dimensions; −1 if it is not the size of an array. */
    private static long product(List<Long> shape) {
        // A dimension of 0 makes the tensor empty, however large the others are.
        boolean empty = false;
        for (long dimension : shape) {
            if (dimension < 0) {
                return -1;
            }
            empty |= dimension == 0;
        }
        long product = 1;
        for (long dimension : shape) {
            if (!empty && dimension > Integer.MAX_VALUE / product) {
                return -1;
            }
            product *= empty ? 0 : dimension;
        }
        return product;
    }

    /**
     * Checks that the data is as long as shape and datatype say.
     *
     * @throws DecodeException if it is not
     */
    public static void check(Tensor tensor) throws DecodeException {
        if (tensor.getDatatype() == Datatype.BYTES) {
            elements(tensor);
        } else {
            data(tensor);
        }
    }

    /**
     * The elements as doubles; 64-bit integers are rounded to the nearest one.
     *
     * @throws DecodeException if the tensor is of BYTES, or its data is not as long as its shape says
     */
    public static double[] doubles(Tensor tensor) throws DecodeException {
        int size = size(tensor);
        ByteBuffer data = data(tensor);
        double[] values = new double[size];
        for (int i = 0; i < size; i++) {
            values[i] = switch (tensor.getDatatype()) {
                case FP64 -> data.getDouble();
                case FP32 -> data.getFloat();
                case FP16 -> fromHalf(data.getShort());
                case BF16 -> Float.intBitsToFloat(data.getShort() << 16);
                case UINT64 -> unsigned(data.getLong());
                default -> integer(tensor.getDatatype(), data);
            };
        }
        return values;
    }

    /**
     * The elements as integers, false and true as 0 and 1.
     *
     * @throws DecodeException if the tensor is not of integers, one of them is 2^63 or more, or its data is not as long as
     *     its shape says
     */
    public static long[] longs(Tensor tensor) throws DecodeException {
        int size = size(tensor);
        ByteBuffer data = data(tensor);
        long[] values = new long[size];
        for (int i = 0; i < size; i++) {
            values[i] = switch (tensor.getDatatype()) {
                case FP64, FP32, FP16, BF16 ->
                    throw new DecodeException(
                            Reason.WRONG_TYPE,
                            "tensor '" + tensor.getName() + "' is of " + tensor.getDatatype()
                                    + "; expected integers, send it as INT64 or another integer datatype");
                default -> integer(tensor.getDatatype(), data);
            };
            if (tensor.getDatatype() == Datatype.UINT64 && values[i] < 0) {
                throw new DecodeException(
                        Reason.OUT_OF_RANGE,
                        "tensor '" + tensor.getName() + "' holds " + Long.toUnsignedString(values[i])
                                + "; expected integers below 2^63");
            }
        }
        return values;
    }

    /**
     * The elements of a BYTES tensor as text.
     *
     * @throws DecodeException if the tensor is of another datatype, or its data does not hold as many elements as its shape
     *     says
     */
    public static List<String> strings(Tensor tensor) throws DecodeException {
        List<String> texts = new ArrayList<>();
        for (byte[] element : elements(tensor)) {
            texts.add(new String(element, StandardCharsets.UTF_8));
        }
        return texts;
    }

    private static List<byte[]> elements(Tensor tensor) throws DecodeException {
        if (tensor.getDatatype() != Datatype.BYTES) {
            throw new DecodeException(
                    Reason.WRONG_TYPE,
                    "tensor '" + tensor.getName() + "' is of " + tensor.getDatatype()
                            + "; expected texts, send it as BYTES");
        }
        int size = size(tensor);
        ByteBuffer data = tensor.getData().duplicate().order(ByteOrder.LITTLE_ENDIAN);
        List<byte[]> elements = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            int length = data.remaining() < Integer.BYTES ? -1 : data.getInt();
            if (length < 0 || length > data.remaining()) {
                throw wrongWidth(tensor, "its data ends within element " + i);
            }
            byte[] element = new byte[length];
            data.get(element);
            elements.add(element);
        }
        if (data.hasRemaining()) {
            throw wrongWidth(tensor, "its data has " + data.remaining() + " bytes after the last element");
        }
        return elements;
    }

    /** The data, checked to be as long as it must be. */
    private static ByteBuffer data(Tensor tensor) throws DecodeException {
        int width = width(tensor.getDatatype());
        if (width == 0) {
            throw new DecodeException(
                    Reason.WRONG_TYPE,
                    "tensor '" + tensor.getName() + "' is of BYTES; expected numbers, send it with a numeric datatype");
        }
        ByteBuffer data = tensor.getData().duplicate().order(ByteOrder.LITTLE_ENDIAN);
        long expected = (long) size(tensor) * width;
        if (data.remaining() != expected) {
            throw wrongWidth(tensor, "its data has " + data.remaining() + " bytes, expected " + expected);
        }
        return data;
    }

    private static DecodeException wrongWidth(Tensor tensor, String found) {
        return new DecodeException(
                Reason.WRONG_WIDTH,
                "tensor '" + tensor.getName() + "' of " + tensor.getDatatype() + " and shape " + tensor.getShape()
                        + ": " + found + "; send as many elements as the product of the dimensions");
    }

    /** The bytes of one element; 0 where elements differ in length. */
    static int width(Datatype type) {
        return switch (type) {
            case BOOL, UINT8, INT8 -> 1;
            case UINT16, INT16, FP16, BF16 -> 2;
            case UINT32, INT32, FP32 -> 4;
            case UINT64, INT64, FP64 -> 8;
            case BYTES -> 0;
        };
    }

    private static long integer(Datatype type, ByteBuffer data) {
        return switch (type) {
            case BOOL -> data.get() == 0 ? 0 : 1;
            case INT8 -> data.get();
            case UINT8 -> data.get() & 0xFFL;
            case INT16 -> data.getShort();
            case UINT16 -> data.getShort() & 0xFFFFL;
            case INT32 -> data.getInt();
            case UINT32 -> data.getInt() & 0xFFFFFFFFL;
            default -> data.getLong();
        };
    }

    /** Half of the number, its last bit kept so that rounding to a double is right, twice. */
    private static double unsigned(long bits) {
        return bits >= 0 ? bits : ((bits >>> 1) | (bits & 1)) * 2.0;
    }

    static float fromHalf(short bits) {
        int exponent = (bits >>> 10) & 0x1F;
        int fraction = bits & 0x3FF;
        float magnitude = switch (exponent) {
            case 0 -> fraction * 0x1p-24f;
            case 0x1F -> fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
            default -> Float.intBitsToFloat((exponent + 112) << 23 | fraction << 13);
        };
        return bits < 0 ? -magnitude : magnitude;
    }

    /** The nearest 16-bit float, ties to even. */
    static short toHalf(double value) {
        int sign = Double.doubleToRawLongBits(value) < 0 ? 0x8000 : 0;
        double magnitude = Math.abs(value);
        if (Double.isNaN(value)) {
            return (short) 0x7E00;
        }
        if (magnitude >= HALF_LIMIT) {
            return (short) (sign | 0x7C00);
        }
        // In units of the last place, the bits of a half count up through all exponents.
        int exponent = Math.max(Math.getExponent(magnitude), -14);
        int units = (int) Math.rint(Math.scalb(magnitude, 10 - exponent));
        return (short) (sign | (units + ((exponent + 14) << 10)));
    }

    /** The nearest bfloat16, ties to even. */
    static short toBrain(double value) {
        if (Double.isNaN(value)) {
            return (short) 0x7FC0;
        }
        int bits = Float.floatToRawIntBits((float) value);
        return (short) ((bits + 0x7FFF + ((bits >>> 16) & 1)) >>> 16);
    }

    static ByteBuffer littleEndian(long length) {
        if (length > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("a tensor of " + length + " bytes does not fit one record; split it");
        }
        return ByteBuffer.allocate((int) length).order(ByteOrder.LITTLE_ENDIAN);
    }
}
