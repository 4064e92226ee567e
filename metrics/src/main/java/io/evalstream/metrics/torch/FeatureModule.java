package io.evalstream.metrics.torch;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.IValue;
import io.evalstream.metrics.batch.DataType;
import io.evalstream.metrics.batch.DeviceException;
import io.evalstream.metrics.batch.ExtractionException;
import io.evalstream.metrics.batch.Extractor;
import io.evalstream.metrics.metric.AttachedFile;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;

/** A TorchScript module that makes a vector of numbers of each row's tensor. */
final class FeatureModule implements Extractor {

    private static final ModuleCache<FeatureModule> KNOWN = new ModuleCache<>();
    private static final String FORWARD = "forward";

    private final AttachedFile file;
    private final TorchModule module;

    private FeatureModule(AttachedFile file, TorchModule module) {
        this.file = file;
        this.module = module;
    }

    static FeatureModule of(AttachedFile file, Device device) {
        return KNOWN.get(
                file.fingerprint() + " " + device,
                () -> TorchModule.load(file.name(), new ByteArrayInputStream(file.bytes()), device),
                module -> {
                    if (!module.methods().contains(FORWARD)) {
                        throw new DeviceException(file.name() + " has no method `forward`, but " + module.methods()
                                + "; expected a network");
                    }
                    return new FeatureModule(file, module);
                });
    }

    @Override
    public Extractor on(io.evalstream.metrics.batch.Device device) {
        Device place = TorchDevice.placeOf(device);
        return place.equals(module.device()) ? this : of(file, place);
    }

    @Override
    public double[] extract(double[] values, DataType type, int rows, int[] rowShape) {
        try (TensorScope scope = TensorScope.on(module.device())) {
            long[] shape = RowTensor.shape(rows, rowShape);
            PtNDArray input = type.isInteger() ? bytes(scope, values, shape) : floats(scope, values, shape);
            IValue returned = module.call(scope, FORWARD, scope.own(IValue.from(input)));
            if (!returned.isTensor()) {
                throw new ExtractionException("it returns " + returned.getType() + "; expected a tensor");
            }
            PtNDArray features = returned.toTensor(scope.manager());
            if (features.getShape().dimension() != 2 || features.getShape().get(0) != rows) {
                throw new ExtractionException("it makes " + features.getShape() + " of " + input.getShape()
                        + "; expected a vector for each row");
            }
            return MetricModule.doubles(features);
        } catch (EngineException e) {
            throw new ExtractionException(
                    String.valueOf(ModuleFault.raised(FORWARD, e).getMessage()));
        }
    }

    private static PtNDArray floats(TensorScope scope, double[] values, long[] shape) {
        return RowTensor.in(scope, values, true, new Shape(shape));
    }

    private static PtNDArray bytes(TensorScope scope, double[] values, long[] shape) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(values.length);
        for (double value : values) {
            buffer.put((byte) (int) value);
        }
        return scope.tensor(buffer.rewind(), ai.djl.ndarray.types.DataType.UINT8, shape);
    }
}
