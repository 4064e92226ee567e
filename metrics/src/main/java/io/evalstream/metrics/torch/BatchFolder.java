package io.evalstream.metrics.torch;

import ai.djl.Device;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.IValue;
import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.DataType;
import io.evalstream.metrics.batch.Expression;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.Kernel;
import io.evalstream.metrics.batch.Kernel.Addition;
import io.evalstream.metrics.batch.Statistic;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** Folds batches into a tensor: chooses the kernels that a batch fits, and calls their program with its columns. */
final class BatchFolder {

    private final List<Statistic> statistics;
    private final List<@Nullable Kernel> kernels;
    private final List<Set<Expression>> columns;
    private final WordMap words;
    private final TorchModule module;
    private final Device device;
    private final Upload upload = new Upload();
    private final Map<Key, Compiled> programs = new HashMap<>();
    private final DigitRoom room = new DigitRoom();

    /** What a program depends on besides the statistics' kernels. */
    private record Key(
            List<Integer> statistics, List<Integer> groups, List<Long> partsOfGroups, List<DataType> types) {}

    /** A program, with its constants on the device. */
    private record Compiled(IValue code, List<Expression> columns, List<PtNDArray> constants, TensorScope scope) {}

    /** Rows and multiplicities that some kernels have in common, and which parts these have. */
    private record Group(@Nullable Input elements, Batch counted, long parts) {}

    BatchFolder(List<Statistic> statistics, WordMap words, TorchModule module, Device device) {
        this.statistics = statistics;
        this.words = words;
        this.module = module;
        this.device = device;
        kernels = new ArrayList<>();
        columns = new ArrayList<>();
        for (Statistic statistic : statistics) {
            Kernel kernel = statistic.kernel();
            kernels.add(kernel);
            columns.add(kernel == null ? Set.of() : kernel.columns());
        }
    }

    /** A batch, and the statistics whose kernels take it. */
    static final class Fold {
        private final Batch batch;
        private final BatchShape shape;
        private final List<Integer> taken = new ArrayList<>();
        private final List<Integer> groupOf = new ArrayList<>();
        private final List<Group> groups = new ArrayList<>();
        private long terms;

        private Fold(Batch batch) {
            this.batch = batch;
            shape = new BatchShape(batch);
        }

        boolean takes(int statistic) {
            return taken.contains(statistic);
        }

        boolean isEmpty() {
            return taken.isEmpty();
        }

        private int group(Group wanted) {
            for (int i = 0; i < groups.size(); i++) {
                if (Objects.equals(groups.get(i).elements, wanted.elements)
                        && groups.get(i).counted == wanted.counted) {
                    return i;
                }
            }
            groups.add(wanted);
            return groups.size() - 1;
        }
    }

    /** Chooses the kernels that take a batch. */
    Fold plan(Batch batch, IntPredicate which) {
        Fold fold = new Fold(batch);
        for (int i = 0; i < kernels.size(); i++) {
            Kernel kernel = kernels.get(i);
            if (kernel != null
                    && which.test(i)
                    && fold.shape.elements(kernel.elements()) > 0
                    && fits(columns.get(i), kernel, fold.shape)) {
                Batch counted = kernel.counting().apply(batch);
                long bits = DigitRoom.bits(counted);
                long terms = DigitRoom.terms(kernel, fold.shape.elements(kernel.elements()), bits);
                if (DigitRoom.everHas(terms)) {
                    fold.terms = Math.max(fold.terms, terms);
                    fold.taken.add(i);
                    fold.groupOf.add(fold.group(new Group(kernel.elements(), counted, DigitRoom.parts(bits))));
                }
            }
        }
        return fold;
    }

    private static boolean fits(Set<Expression> columns, Kernel kernel, BatchShape shape) {
        return kernel.factors().stream().allMatch(shape::hasFactors)
                && columns.stream().allMatch(column -> shape.fits(column, kernel.elements()));
    }

    /** False where a digit of the table might overflow unless the table is emptied before. */
    boolean hasRoom(Fold fold) {
        return room.has(fold.terms);
    }

    /** Says that the table is empty again. */
    void forget() {
        room.clear();
    }

    /** Adds a batch to the rows of a table. */
    void fold(Fold fold, int[] rowOf, PtNDArray table) {
        room.take(fold.terms);
        Compiled program = program(fold);
        try (TensorScope scope = TensorScope.on(device)) {
            List<PtNDArray> inputs = new ArrayList<>();
            for (Expression column : program.columns) {
                inputs.add(upload.column(scope, fold.batch, column, elements(fold, column)));
            }
            inputs.addAll(program.constants);
            PtNDArray[] rows = new PtNDArray[fold.groups.size()];
            PtNDArray[] times = new PtNDArray[fold.groups.size()];
            for (int i = 0; i < fold.groups.size(); i++) {
                Group group = fold.groups.get(i);
                int elements = fold.shape.elements(group.elements);
                long[] rowsOfElements = new long[elements];
                long[] timesOfElements = new long[elements];
                spread(fold, group, rowOf, rowsOfElements, timesOfElements);
                rows[i] = upload.longs(scope, "rows" + i, rowsOfElements, elements);
                times[i] = upload.longs(scope, "times" + i, timesOfElements, elements);
            }
            module.call(
                    scope,
                    "fold",
                    program.code,
                    scope.own(IValue.listFrom(inputs.toArray(PtNDArray[]::new))),
                    scope.own(IValue.from(table)),
                    scope.own(IValue.listFrom(rows)),
                    scope.own(IValue.listFrom(times)));
        }
    }

    /** Bytes of the buffers through which batches go. */
    long nativeBytes() {
        return upload.bytes();
    }

    void close() {
        programs.values().forEach(program -> program.scope.close());
        programs.clear();
    }

    private static void spread(Fold fold, Group group, int[] rowOf, long[] rows, long[] times) {
        int at = 0;
        for (int row = 0; row < fold.batch.size(); row++) {
            int end = at + fold.shape.elements(group.elements, row);
            for (; at < end; at++) {
                rows[at] = rowOf[row];
                times[at] = group.counted.multiplicity(row);
            }
        }
    }

    /** How many elements the rows have for the kernel that reads a column. */
    private int elements(Fold fold, Expression column) {
        for (int statistic : fold.taken) {
            if (columns.get(statistic).contains(column)) {
                return fold.shape.elements(
                        Objects.requireNonNull(kernels.get(statistic)).elements());
            }
        }
        throw new IllegalStateException("no kernel reads " + column);
    }

    private Compiled program(Fold fold) {
        Set<Input> inputs = new LinkedHashSet<>();
        for (int statistic : fold.taken) {
            columns.get(statistic).forEach(column -> inputs.add(Program.input(column)));
        }
        List<DataType> types = inputs.stream().map(fold.shape::type).toList();
        List<Long> parts = fold.groups.stream().map(Group::parts).toList();
        return programs.computeIfAbsent(
                new Key(List.copyOf(fold.taken), List.copyOf(fold.groupOf), parts, types), any -> compile(fold));
    }

    private Compiled compile(Fold fold) {
        Program program = new Program(fold.shape::type);
        for (int statistic : fold.taken) {
            additions(statistic).forEach(program::declare);
        }
        program.begin();
        for (int i = 0; i < fold.taken.size(); i++) {
            int statistic = fold.taken.get(i);
            for (Addition addition : additions(statistic)) {
                int word = words.word(statistics.get(statistic), addition.slot(), addition.first());
                int group = fold.groupOf.get(i);
                program.add(addition, word, group, fold.groups.get(group).parts);
            }
        }
        TensorScope scope = TensorScope.on(device);
        List<PtNDArray> constants = program.constants().stream()
                .map(constant -> Upload.constant(scope, constant))
                .toList();
        IValue code = scope.own(IValue.listFrom(program.code()));
        return new Compiled(code, List.copyOf(program.columns()), constants, scope);
    }

    private List<Addition> additions(int statistic) {
        return Objects.requireNonNull(kernels.get(statistic)).additions();
    }
}
