package io.evalstream.metrics.torch;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.IValue;
import io.evalstream.metrics.batch.ArraysTable;
import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Population;
import io.evalstream.metrics.batch.StateTable;
import io.evalstream.metrics.batch.Statistic;
import io.evalstream.metrics.state.Layout;
import io.evalstream.metrics.state.State;
import java.lang.ref.Cleaner;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * States of which one part is rows of a tensor of integers, [rows × words], and the other is on the heap.
 *
 * <p>What kernels add goes to the tensor, by one scatter-add for each slot and for all states of a batch. What has no
 * kernel, and batches whose rows are not alike, goes to the heap. Since all of it is integers that add, it does not matter
 * which part holds what: when a state is read, the words that were touched since come over in one copy, are added to the
 * heap's, and are zero on the device again.
 */
final class TorchTable implements StateTable {

    private static final int FIRST_CAPACITY = 16;
    /** Fewer rows at first, where they are wide. */
    private static final int FIRST_WORDS = 1 << 17;

    private static final int WORDS_AT_A_TIME = 1 << 20;
    /** Gives back the tensors of tables that nobody could close: a source's reader is never told that it ends. */
    private static final Cleaner GIVEN_BACK = Cleaner.create();

    private final ArraysTable heap;
    private final List<Population> populations;
    private final WordMap words;
    private final TorchModule kernels;
    private final Device device;
    private final BatchFolder folder;
    private final Rows rows = new Rows();
    private final Cleaner.Cleanable tensors;
    private boolean touched;

    /** The tensor. It does not know its table, so that it can be given back after it. */
    private static final class Rows {
        private @Nullable TensorScope scope;
        private @Nullable PtNDArray tensor;
        private int capacity;

        void close() {
            if (scope != null) {
                scope.close();
                scope = null;
                tensor = null;
                capacity = 0;
            }
        }
    }

    TorchTable(Layout layout, List<Statistic> statistics, Device device, TorchModule kernels) {
        this.device = device;
        this.kernels = kernels;
        heap = new ArraysTable(layout, statistics);
        populations = statistics.stream().map(Statistic::population).toList();
        words = WordMap.ofKernels(layout, statistics);
        folder = new BatchFolder(statistics, words, kernels, device);
        tensors = GIVEN_BACK.register(this, closing(rows, folder));
    }

    private static Runnable closing(Rows rows, BatchFolder folder) {
        return () -> {
            rows.close();
            folder.close();
        };
    }

    @Override
    public int add() {
        return heap.add();
    }

    @Override
    public int size() {
        return heap.size();
    }

    @Override
    public void update(Batch batch, int[] rowOf) {
        update(batch, rowOf, statistic -> true);
    }

    @Override
    public void update(Batch batch, int[] rowOf, Population population) {
        update(batch, rowOf, statistic -> populations.get(statistic) == population);
    }

    private void update(Batch batch, int[] rowOf, IntPredicate which) {
        if (batch.size() == 0) {
            return;
        }
        BatchFolder.Fold fold = folder.plan(batch, which);
        heap.update(batch, rowOf, statistic -> which.test(statistic) && !fold.takes(statistic));
        if (!fold.isEmpty()) {
            if (heap.size() > rows.capacity || !folder.hasRoom(fold)) {
                pull();
            }
            touched = true;
            folder.fold(fold, rowOf, reserve(heap.size()));
        }
    }

    @Override
    public State own(int row) {
        return heap.own(row);
    }

    @Override
    public State read(int row) {
        pull();
        return heap.read(row);
    }

    @Override
    public void clear() {
        take(false);
        heap.clear();
    }

    @Override
    public long nativeBytes() {
        return 8L * rows.capacity * words.words() + folder.nativeBytes();
    }

    @Override
    public void close() {
        tensors.clean();
        heap.close();
    }

    /** The tensor, with room for so many rows. What it held must have been pulled. */
    private PtNDArray reserve(int count) {
        PtNDArray known = rows.tensor;
        if (known != null && count <= rows.capacity) {
            return known;
        }
        int first = Math.max(1, Math.min(FIRST_CAPACITY, FIRST_WORDS / words.words()));
        int capacity = Math.max(first, Math.max(count, 2 * rows.capacity));
        rows.close();
        TensorScope owner = TensorScope.on(device);
        rows.scope = owner;
        PtNDArray fresh = (PtNDArray) owner.manager().zeros(new Shape(capacity, words.words()), DataType.INT64);
        rows.tensor = fresh;
        rows.capacity = capacity;
        return fresh;
    }

    /** Moves what the tensor holds to the heap. */
    private void pull() {
        take(true);
    }

    private void take(boolean keep) {
        PtNDArray table = rows.tensor;
        if (!touched || table == null) {
            return;
        }
        touched = false;
        folder.forget();
        int count = Math.min(heap.size(), rows.capacity);
        // In pieces, since a copy of a wide table would take as much memory as the table.
        int rowsAtATime = Math.max(1, WORDS_AT_A_TIME / words.words());
        for (int row = 0; row < count; row += rowsAtATime) {
            int endRow = Math.min(count, row + rowsAtATime);
            for (int word = 0; word < words.words(); word += WORDS_AT_A_TIME) {
                take(table, row, endRow, word, Math.min(words.words(), word + WORDS_AT_A_TIME), keep);
            }
        }
    }

    private void take(PtNDArray table, int row, int endRow, int word, int endWord, boolean keep) {
        try (TensorScope call = TensorScope.on(device)) {
            IValue taken = kernels.call(
                    call,
                    "take",
                    call.own(IValue.from(table)),
                    call.own(IValue.from((long) row)),
                    call.own(IValue.from((long) endRow)),
                    call.own(IValue.from((long) word)),
                    call.own(IValue.from((long) endWord)));
            if (keep) {
                // Words by row, in front of which their places in a row come.
                long[] numbers = taken.toTensor(call.manager()).toLongArray();
                int touchedWords = numbers.length / (endRow - row + 1);
                for (int i = row; i < endRow; i++) {
                    words.addTo(heap.own(i), numbers, touchedWords, (i - row + 1) * touchedWords);
                }
            }
        }
    }
}
