package io.evalstream.metrics.batch;

/**
 * The type a number had where it came from. Columns widen every number to double; the type decides in which precision
 * thresholds are compared and transcendental functions round.
 */
public enum DataType {
    BOOL(0),
    INT64(1),
    FLOAT16(2),
    BFLOAT16(3),
    FLOAT32(4),
    FLOAT64(5);

    private static final DataType[] BY_CODE = values();

    private final int code;

    DataType(int code) {
        this.code = code;
    }

    /** The number that stands for this type in bytes; it never changes. */
    int code() {
        return code;
    }

    static DataType ofCode(int code) {
        return BY_CODE[code];
    }

    /** True for the types that hold whole numbers only. */
    public boolean isInteger() {
        return this == BOOL || this == INT64;
    }

    /** The value as this type would hold it. */
    public double round(double value) {
        return switch (this) {
            case FLOAT32 -> (float) value;
            case FLOAT16 -> roundToHalf(value);
            case BFLOAT16 -> roundToBrain(value);
            case BOOL, INT64, FLOAT64 -> value;
        };
    }

    /** Distance from 1 to the next larger number of this type. */
    public double epsilon() {
        return switch (this) {
            case FLOAT32 -> 0x1p-23;
            case FLOAT16 -> 0x1p-10;
            case BFLOAT16 -> 0x1p-7;
            case BOOL, INT64, FLOAT64 -> 0x1p-52;
        };
    }

    private static double roundToHalf(double value) {
        double magnitude = Math.abs(value);
        if (!(magnitude < 65520)) {
            return Double.isNaN(value) ? value : Math.copySign(Double.POSITIVE_INFINITY, value);
        }
        // The last bit a half can hold: 2^-24 below 2^-14, else ten bits under the leading one.
        int exponent = Math.max(Math.getExponent(magnitude), -14) - 10;
        return Math.scalb(Math.rint(Math.scalb(value, -exponent)), exponent);
    }

    private static double roundToBrain(double value) {
        int bits = Float.floatToIntBits((float) value);
        if (Double.isNaN(value)) {
            return value;
        }
        int rounded = bits + 0x7fff + ((bits >>> 16) & 1);
        return Float.intBitsToFloat(rounded & 0xffff0000);
    }
}
