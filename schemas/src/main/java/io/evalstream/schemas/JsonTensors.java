package io.evalstream.schemas;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the elements of tensors out of a JSON tree. */
final class JsonTensors {

    private JsonTensors() {}

    /** Sees to it that the data is what shape and datatype say, from an array of elements if the JSON has one. */
    static void complete(Tensor tensor, @Nullable JsonNode elements) throws JsonFault {
        try {
            if (elements != null) {
                List<JsonNode> flat = new ArrayList<>();
                flatten(elements, flat);
                int size = Tensors.size(tensor);
                if (flat.size() != size) {
                    throw new JsonFault(
                            Reason.WRONG_WIDTH,
                            "has " + flat.size() + " elements, but the shape " + tensor.getShape() + " of tensor '"
                                    + tensor.getName() + "' has " + size + "; send as many as the shape says");
                }
                tensor.setData(pack(tensor.getDatatype(), flat));
            }
            Tensors.check(tensor);
        } catch (DecodeException e) {
            throw new JsonFault(e.reason(), "is refused: " + e.getMessage()).within(".data");
        } catch (JsonFault e) {
            throw e.within(".data");
        }
    }

    private static void flatten(JsonNode node, List<JsonNode> leaves) {
        for (JsonNode element : node) {
            if (element.isArray()) {
                flatten(element, leaves);
            } else {
                leaves.add(element);
            }
        }
    }

    private static ByteBuffer pack(Datatype type, List<JsonNode> elements) throws JsonFault {
        if (type == Datatype.BYTES) {
            List<String> texts = new ArrayList<>();
            for (JsonNode element : elements) {
                texts.add(JsonScalars.text(element));
            }
            return Tensors.of("", texts, texts.size()).getData();
        }
        ByteBuffer data = Tensors.littleEndian((long) elements.size() * Tensors.width(type));
        int index = 0;
        try {
            for (JsonNode element : elements) {
                put(type, element, data);
                index++;
            }
        } catch (JsonFault e) {
            throw e.within("[" + index + "]");
        }
        return data.flip();
    }

    private static void put(Datatype type, JsonNode element, ByteBuffer data) throws JsonFault {
        switch (type) {
            case BOOL -> data.put((byte) (truth(element) ? 1 : 0));
            case INT8 -> data.put((byte) JsonScalars.integer(element, Byte.MIN_VALUE, Byte.MAX_VALUE));
            case UINT8 -> data.put((byte) JsonScalars.integer(element, 0, 0xFF));
            case INT16 -> data.putShort((short) JsonScalars.integer(element, Short.MIN_VALUE, Short.MAX_VALUE));
            case UINT16 -> data.putShort((short) JsonScalars.integer(element, 0, 0xFFFF));
            case INT32 -> data.putInt((int) JsonScalars.integer(element, Integer.MIN_VALUE, Integer.MAX_VALUE));
            case UINT32 -> data.putInt((int) JsonScalars.integer(element, 0, 0xFFFFFFFFL));
            case INT64 -> data.putLong(JsonScalars.integer(element));
            case UINT64 -> data.putLong(unsigned(element));
            case FP16 -> data.putShort(Tensors.toHalf(within(element, Tensors.HALF_LIMIT)));
            case BF16 -> data.putShort(Tensors.toBrain(within(element, Tensors.BRAIN_LIMIT)));
            case FP32 -> data.putFloat(JsonScalars.single(element));
            case FP64 -> data.putDouble(JsonScalars.real(element));
            case BYTES -> throw new IllegalArgumentException("elements of BYTES differ in length");
        }
    }

    /** A number that stays finite when it is narrowed to a type whose numbers from the limit on are infinite. */
    private static double within(JsonNode node, double limit) throws JsonFault {
        double value = JsonScalars.real(node);
        if (Math.abs(value) >= limit && !Double.isInfinite(value)) {
            throw JsonFault.outOfRange(node, "a number of 16 bits, or \"Infinity\"");
        }
        return value;
    }

    /** Some servers write booleans as 0 and 1. */
    private static boolean truth(JsonNode node) throws JsonFault {
        return node.isIntegralNumber() ? JsonScalars.integer(node, 0, 1) == 1 : JsonScalars.bool(node);
    }

    private static long unsigned(JsonNode node) throws JsonFault {
        if (node.isBigInteger()) {
            BigInteger value = node.bigIntegerValue();
            if (value.signum() > 0 && value.bitLength() <= Long.SIZE) {
                return value.longValue();
            }
            throw JsonFault.outOfRange(node, "an integer from 0 to 2^64 - 1");
        }
        return JsonScalars.integer(node, 0, Long.MAX_VALUE);
    }
}
