package io.evalstream.operators.training;

import io.evalstream.metrics.batch.Block;
import io.evalstream.metrics.batch.DataType;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.plan.Plan;
import io.evalstream.schemas.Datatype;
import io.evalstream.schemas.DecodeException;
import io.evalstream.schemas.Reason;
import io.evalstream.schemas.Tensor;
import io.evalstream.schemas.Tensors;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Takes the columns that a plan reads from the tensors of a batch, each as a whole. */
final class BlockReader {

    private static final String OUTPUTS = "outputs.";

    private final Plan plan;

    BlockReader(Plan plan) {
        this.plan = plan;
    }

    /** The rows of a batch. */
    Block read(List<Tensor> tensors) throws DecodeException {
        Map<Input, Tensor> read = new LinkedHashMap<>();
        for (Input input : plan.metrics().schema().inputs()) {
            Tensor tensor = find(input, tensors);
            if (tensor != null) {
                read.put(input, tensor);
            }
        }
        Block block = new Block(plan.metrics().schema(), rows(read, tensors));
        for (Map.Entry<Input, Tensor> column : read.entrySet()) {
            set(block, column.getKey(), column.getValue());
        }
        return block;
    }

    /** The tensor of the column's name, or else the one that the plan names for it. */
    private @Nullable Tensor find(Input input, List<Tensor> tensors) {
        String named = plan.spec().columns().getOrDefault(input.name(), "");
        String other = named.startsWith(OUTPUTS) ? named.substring(OUTPUTS.length()) : named;
        Tensor found = null;
        for (Tensor tensor : tensors) {
            if (tensor.getName().equals(input.name())) {
                return tensor;
            }
            if (tensor.getName().equals(other)) {
                found = tensor;
            }
        }
        return found;
    }

    private int rows(Map<Input, Tensor> read, List<Tensor> sent) throws DecodeException {
        Tensor first = null;
        for (Tensor tensor : read.values()) {
            if (tensor.getShape().isEmpty()) {
                throw new DecodeException(
                        Reason.WRONG_WIDTH,
                        "tensor '" + tensor.getName() + "' is a single number; expected a first dimension of rows, even"
                                + " for one row");
            }
            Tensors.size(tensor);
            if (tensor.getShape().stream().anyMatch(dimension -> dimension > Integer.MAX_VALUE)) {
                throw new DecodeException(
                        Reason.WRONG_WIDTH,
                        "tensor '" + tensor.getName() + "' has the shape " + tensor.getShape()
                                + "; expected dimensions below 2^31");
            }
            first = first == null ? tensor : first;
            if (!tensor.getShape().get(0).equals(first.getShape().get(0))) {
                throw new DecodeException(
                        Reason.WRONG_WIDTH,
                        "tensor '" + first.getName() + "' has the shape " + first.getShape() + " and '"
                                + tensor.getName() + "' " + tensor.getShape()
                                + "; expected as many rows, the first dimension, in both");
            }
        }
        if (first == null) {
            throw new DecodeException(
                    Reason.MISSING_FIELD,
                    "the batch carries none of the columns that the plan's metrics read, "
                            + plan.metrics().schema().inputs().stream()
                                    .map(Input::name)
                                    .distinct()
                                    .toList()
                            + "; its tensors are named "
                            + sent.stream().map(Tensor::getName).toList());
        }
        return Math.toIntExact(first.getShape().get(0));
    }

    private static void set(Block block, Input input, Tensor tensor) throws DecodeException {
        List<Long> shape = tensor.getShape();
        if (tensor.getDatatype() == Datatype.BYTES) {
            int perRow = 1;
            for (int i = 1; i < shape.size(); i++) {
                perRow *= Math.toIntExact(shape.get(i));
            }
            block.set(input, Tensors.strings(tensor), perRow);
            return;
        }
        int[] rowShape = new int[shape.size() - 1];
        for (int i = 0; i < rowShape.length; i++) {
            rowShape[i] = Math.toIntExact(shape.get(i + 1));
        }
        block.set(input, Tensors.doubles(tensor), type(tensor.getDatatype()), rowShape);
    }

    private static DataType type(Datatype datatype) {
        return switch (datatype) {
            case FP16 -> DataType.FLOAT16;
            case BF16 -> DataType.BFLOAT16;
            case FP32 -> DataType.FLOAT32;
            case FP64 -> DataType.FLOAT64;
            case BOOL -> DataType.BOOL;
            default -> DataType.INT64;
        };
    }
}
