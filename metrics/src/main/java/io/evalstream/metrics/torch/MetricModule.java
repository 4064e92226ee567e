package io.evalstream.metrics.torch;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.IValue;
import io.evalstream.metrics.batch.DeviceException;
import io.evalstream.metrics.metric.AttachedFile;
import io.evalstream.metrics.metric.Value;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A user's metric as a TorchScript module: what rows add to its states, and what it computes from them. */
final class MetricModule {

    private static final ModuleCache<MetricModule> KNOWN = new ModuleCache<>();

    private static final Logger LOG = LoggerFactory.getLogger(MetricModule.class);

    private final AttachedFile file;
    private final int columns;
    private final TorchModule module;
    private final List<ModuleState> states;

    MetricModule(AttachedFile file, int columns, TorchModule module, List<ModuleState> states) {
        this.file = file;
        this.columns = columns;
        this.module = module;
        this.states = List.copyOf(states);
    }

    /**
     * The module of a file, on the CPU.
     *
     * @param columns how many columns its update takes
     * @throws ModuleFault where it is broken, with what was found and expected
     */
    static MetricModule of(AttachedFile file, int columns) {
        return of(file, columns, Device.cpu());
    }

    private static MetricModule of(AttachedFile file, int columns, Device device) {
        return KNOWN.get(
                file.fingerprint() + " " + columns + " " + device,
                () -> TorchModule.load(file.name(), new ByteArrayInputStream(file.bytes()), device),
                module -> new ModuleTrial(file, columns, module).passed());
    }

    /** This module on a device; itself, as the log then says, where it does not pass its trial there. */
    MetricModule on(io.evalstream.metrics.batch.Device device) {
        Device place = TorchDevice.placeOf(device);
        if (place.equals(module.device())) {
            return this;
        }
        try {
            return of(file, columns, place);
        } catch (ModuleFault | DeviceException fault) {
            LOG.warn(
                    "The module {} stays on {}: on {} {}; tensors that it makes itself need `device=` of a column's",
                    file.name(),
                    module.device(),
                    device.name(),
                    fault.getMessage());
            return this;
        }
    }

    List<ModuleState> states() {
        return states;
    }

    /** What rows of one shape make of the states of no row: for each state its elements. */
    List<double[]> update(List<RowTensor> columns) {
        try (TensorScope scope = TensorScope.on(module.device())) {
            List<IValue> arguments = new ArrayList<>();
            // Made anew each time: an update may well change what it is given.
            arguments.add(initial(scope));
            columns.forEach(column -> arguments.add(scope.own(IValue.from(column.in(scope)))));
            return elements(scope, module.call(scope, "update", arguments.toArray(IValue[]::new)));
        } catch (EngineException e) {
            throw ModuleFault.raised("update", e);
        }
    }

    private IValue initial(TensorScope scope) {
        IValue made = module.call(scope, "init");
        if (module.device().equals(Device.cpu())) {
            return made;
        }
        // On the CPU, unless its code says otherwise.
        Map<String, PtNDArray> tensors = tensors(scope, "init", made);
        tensors.replaceAll((state, tensor) -> tensor.toDevice(module.device(), false));
        return scope.own(IValue.stringMapFrom(tensors));
    }

    private List<double[]> elements(TensorScope scope, IValue returned) {
        Map<String, PtNDArray> tensors = tensors(scope, "update", returned);
        List<double[]> elements = new ArrayList<>();
        for (ModuleState state : states) {
            PtNDArray tensor = tensors.get(state.name());
            if (tensor == null || tensors.size() != states.size()) {
                throw new ModuleFault("`update` returns the states " + tensors.keySet() + "; expected those of `init`, "
                        + states.stream().map(ModuleState::name).toList());
            }
            if (tensor.getDataType() != state.type() || !shape(tensor).equals(state.shape())) {
                throw new ModuleFault("`update` makes of the state " + state + " one that is "
                        + ModuleState.word(tensor.getDataType()) + shape(tensor)
                        + "; a state keeps its type and shape");
            }
            elements.add(doubles(tensor));
        }
        return elements;
    }

    /** What the module says of states. */
    Value compute(List<double[]> elements) {
        try (TensorScope scope = TensorScope.on(module.device())) {
            Map<String, PtNDArray> tensors = new LinkedHashMap<>();
            for (int i = 0; i < states.size(); i++) {
                ModuleState state = states.get(i);
                long[] dimensions =
                        state.shape().stream().mapToLong(Integer::longValue).toArray();
                PtNDArray tensor =
                        RowTensor.in(scope, elements.get(i), state.type() == DataType.FLOAT32, new Shape(dimensions));
                tensors.put(state.name(), tensor.toType(state.type(), false));
            }
            IValue returned = module.call(scope, "compute", scope.own(IValue.stringMapFrom(tensors)));
            if (returned.isTensor()) {
                return value(returned.toTensor(scope.manager()));
            }
            Map<String, Value> named = new LinkedHashMap<>();
            tensors(scope, "compute", returned).forEach((name, tensor) -> named.put(name, value(tensor)));
            return new Value.Named(named);
        } catch (EngineException e) {
            throw ModuleFault.raised("compute", e);
        }
    }

    private static Value value(PtNDArray tensor) {
        double[] elements = doubles(tensor);
        int[] shape = shape(tensor).stream().mapToInt(Integer::intValue).toArray();
        return shape.length == 0 ? Value.scalar(elements[0]) : new Value.Tensor(shape, elements);
    }

    /** The tensors of a dictionary, by name in alphabetical order: it comes over in none. */
    static Map<String, PtNDArray> tensors(TensorScope scope, String method, IValue returned) {
        if (!returned.isMap()) {
            throw new ModuleFault("`" + method + "` returns " + returned.getType() + "; expected Dict[str, Tensor]");
        }
        Map<String, PtNDArray> tensors = new TreeMap<>();
        returned.toIValueMap().forEach((name, value) -> {
            scope.own(value);
            if (!value.isTensor()) {
                throw new ModuleFault("`" + method + "` returns " + value.getType() + " under '" + name
                        + "'; expected Dict[str, Tensor]");
            }
            tensors.put(name, value.toTensor(scope.manager()));
        });
        return tensors;
    }

    static List<Integer> shape(PtNDArray tensor) {
        return Arrays.stream(tensor.getShape().getShape())
                .mapToObj(Math::toIntExact)
                .toList();
    }

    /** All elements, row-major, whatever the type, and wherever and however the tensor lies in memory. */
    static double[] doubles(PtNDArray tensor) {
        return tensor.toDevice(Device.cpu(), false)
                .toType(DataType.FLOAT64, false)
                .flatten()
                .toDoubleArray();
    }
}
