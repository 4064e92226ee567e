package io.evalstream.metrics.torch;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.IValue;
import io.evalstream.metrics.metric.AttachedFile;
import io.evalstream.metrics.torch.ModuleState.Reduction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/**
 * Tries a user's module before anything rests on it: that it has its methods, that they take and return what they must,
 * and, on the rows of its own example, that states merge as its reductions say.
 */
final class ModuleTrial {

    private static final List<String> METHODS = List.of("init", "reductions", "update", "compute", "example");
    private static final Set<DataType> TYPES = Set.of(DataType.FLOAT32, DataType.FLOAT64, DataType.INT64);

    private final AttachedFile file;
    private final int columns;
    private final TorchModule module;

    ModuleTrial(AttachedFile file, int columns, TorchModule module) {
        this.file = file;
        this.columns = columns;
        this.module = module;
    }

    /** The module, which is as it should be. */
    MetricModule passed() {
        List<String> found = module.methods();
        for (String method : METHODS) {
            if (!found.contains(method)) {
                throw new ModuleFault("there is no method `" + method + "`, but " + found + "; expected " + METHODS
                        + ", each under @torch.jit.export");
            }
        }
        MetricModule tried = new MetricModule(file, columns, module, states());
        List<RowTensor> example = example();
        requireMerging(tried, example);
        tried.compute(tried.update(example));
        return tried;
    }

    private List<ModuleState> states() {
        Map<String, Reduction> reductions = reductions();
        try (TensorScope scope = TensorScope.on(module.device())) {
            Map<String, PtNDArray> initial = MetricModule.tensors(scope, "init", module.call(scope, "init"));
            if (initial.isEmpty() || !initial.keySet().equals(reductions.keySet())) {
                throw new ModuleFault("`init` returns the states " + initial.keySet() + " and `reductions` those of "
                        + reductions.keySet() + "; expected a reduction for each state, and at least one state");
            }
            List<ModuleState> states = new ArrayList<>();
            initial.forEach(
                    (name, tensor) -> states.add(state(name, Objects.requireNonNull(reductions.get(name)), tensor)));
            return states;
        } catch (EngineException e) {
            throw ModuleFault.raised("init", e);
        }
    }

    private static ModuleState state(String name, Reduction reduction, PtNDArray tensor) {
        ModuleState state = new ModuleState(name, reduction, tensor.getDataType(), MetricModule.shape(tensor));
        if (!name.matches("[A-Za-z_]\\w*")) {
            throw new ModuleFault("`init` names a state '" + name + "'; expected letters, digits and underscores");
        }
        if (!TYPES.contains(state.type()) || (state.type() == DataType.INT64 && reduction != Reduction.SUM)) {
            throw new ModuleFault("the state " + state + " has the reduction " + word(reduction)
                    + "; expected float32 or float64, or int64 for a sum");
        }
        if (state.size() == 0
                || Arrays.stream(MetricModule.doubles(tensor)).anyMatch(value -> value != reduction.identity())) {
            throw new ModuleFault("`init` begins the state " + state + " with "
                    + Arrays.toString(MetricModule.doubles(tensor)) + "; a state of reduction " + word(reduction)
                    + " begins with " + reduction.identity() + " in each element, which changes nothing");
        }
        return state;
    }

    private Map<String, Reduction> reductions() {
        try (TensorScope scope = TensorScope.on(module.device())) {
            IValue returned = module.call(scope, "reductions");
            Map<String, Reduction> reductions = new TreeMap<>();
            if (returned.isMap()) {
                returned.toIValueMap()
                        .forEach((name, value) -> reductions.put(name, reduction(name, scope.own(value))));
                return reductions;
            }
            throw new ModuleFault("`reductions` returns " + returned.getType() + "; expected Dict[str, str]");
        } catch (EngineException e) {
            throw ModuleFault.raised("reductions", e);
        }
    }

    private static Reduction reduction(String name, IValue value) {
        String found = value.isString() ? value.toStringValue() : value.getType();
        for (Reduction reduction : Reduction.values()) {
            if (word(reduction).equals(found)) {
                return reduction;
            }
        }
        throw new ModuleFault("the state '" + name + "' has the reduction '" + found + "'; expected sum, min or max");
    }

    private static String word(Reduction reduction) {
        return reduction.name().toLowerCase(Locale.ROOT);
    }

    /** The module's own rows, a tensor for each column. */
    private List<RowTensor> example() {
        try (TensorScope scope = TensorScope.on(module.device())) {
            IValue returned = module.call(scope, "example");
            if (!returned.isTensorList()) {
                throw new ModuleFault("`example` returns " + returned.getType() + "; expected List[Tensor]");
            }
            List<RowTensor> example = new ArrayList<>();
            for (PtNDArray tensor : returned.toTensorArray(scope.manager())) {
                example.add(new RowTensor(
                        MetricModule.doubles(tensor),
                        tensor.getDataType() == DataType.FLOAT32,
                        tensor.getShape().getShape()));
            }
            List<String> shapes = example.stream()
                    .map(tensor -> Arrays.toString(tensor.shape()))
                    .toList();
            if (example.size() != columns) {
                throw new ModuleFault("`example` returns tensors of the shapes " + shapes
                        + "; expected one for each of the " + columns + " columns that the plan gives");
            }
            long rows = example.get(0).shape().length == 0 ? 0 : example.get(0).shape()[0];
            if (rows < 2
                    || example.stream().anyMatch(tensor -> tensor.shape().length == 0 || tensor.shape()[0] != rows)) {
                throw new ModuleFault("`example` returns tensors of the shapes " + shapes
                        + "; expected as many rows in each, at least two, in the first dimension");
            }
            return example;
        } catch (EngineException e) {
            throw ModuleFault.raised("example", e);
        }
    }

    /** Rows that are taken together and rows that are taken apart and merged must leave the same, but for rounding. */
    private static void requireMerging(MetricModule tried, List<RowTensor> example) {
        int rows = (int) example.get(0).shape()[0];
        List<double[]> together = tried.update(example);
        List<double[]> first = tried.update(rows(example, 0, rows / 2));
        List<double[]> second = tried.update(rows(example, rows / 2, rows));
        for (int i = 0; i < together.size(); i++) {
            ModuleState state = tried.states().get(i);
            double tolerance = state.type() == DataType.FLOAT32 ? 1e-3 : 1e-6;
            for (int j = 0; j < together.get(i).length; j++) {
                double whole = together.get(i)[j];
                double merged = state.reduction().of(first.get(i)[j], second.get(i)[j]);
                if (whole != merged && !(Math.abs(whole - merged) <= tolerance * (1 + Math.abs(whole)))) {
                    throw new ModuleFault("`update` makes of the example's rows " + whole + " in the state " + state
                            + ", and of two halves of them, merged by " + word(state.reduction()) + ", " + merged
                            + "; expected the same: a state must be the " + word(state.reduction())
                            + " of what single rows add");
                }
            }
        }
    }

    private static List<RowTensor> rows(List<RowTensor> columns, int from, int to) {
        return columns.stream().map(column -> column.rows(from, to)).toList();
    }
}
