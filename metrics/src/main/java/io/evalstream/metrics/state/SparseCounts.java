package io.evalstream.metrics.state;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Counts by key, in an open-addressing table of longs: no object per key, since an exact curve adds one key a row.
 *
 * <p>A key whose count came back to zero stays, so that the number of distinct keys ever touched does not depend on the
 * order in which rows were added, retracted and merged. When it passes the cap, the map becomes <em>overflowed</em>: it
 * drops its keys, stays so whatever comes, and readings answer that the value is undefined.
 */
public final class SparseCounts {

    /** Receives one entry; {@code key[from]} is the first word of the key. */
    @FunctionalInterface
    public interface Visitor {
        void entry(long[] key, int from, long count);
    }

    private static final int SMALLEST = 16;

    private final int keyWords;
    private final int cap;
    private long[] keys;
    private long[] counts;
    private boolean[] used;
    private int size;
    private boolean overflowed;

    public SparseCounts(int keyWords, int cap) {
        this.keyWords = keyWords;
        this.cap = cap;
        keys = new long[SMALLEST * keyWords];
        counts = new long[SMALLEST];
        used = new boolean[SMALLEST];
    }

    /** Adds to the count of a key of one word. */
    public void add(long key, long count) {
        if (!overflowed) {
            int at = (int) SplitMix.mix(key) & (used.length - 1);
            while (used[at]) {
                if (keys[at] == key) {
                    counts[at] += count;
                    return;
                }
                at = (at + 1) & (used.length - 1);
            }
            addNew(at, new long[] {key}, 0, count);
        }
    }

    /** Adds to the count of the key whose words start at {@code from}. */
    public void add(long[] key, int from, long count) {
        if (!overflowed) {
            int at = slotOf(key, from);
            if (used[at]) {
                counts[at] += count;
            } else {
                addNew(at, key, from, count);
            }
        }
    }

    public void merge(SparseCounts other) {
        if (other.overflowed) {
            overflow();
        } else {
            other.forEach(this::add);
        }
    }

    /** Entries in no particular order. */
    public void forEach(Visitor visitor) {
        for (int at = 0; at < used.length; at++) {
            if (used[at]) {
                visitor.entry(keys, at * keyWords, counts[at]);
            }
        }
    }

    /** Entries in ascending order of their keys, word by word as signed numbers. */
    public void forEachSorted(Visitor visitor) {
        if (keyWords == 1) {
            forEachSortedByOneWord(visitor);
            return;
        }
        Integer[] order = new Integer[size];
        int next = 0;
        for (int at = 0; at < used.length; at++) {
            if (used[at]) {
                order[next++] = at;
            }
        }
        Arrays.sort(order, (a, b) -> compare(a * keyWords, b * keyWords));
        for (int at : order) {
            visitor.entry(keys, at * keyWords, counts[at]);
        }
    }

    /** Distinct keys ever touched. */
    public int size() {
        return size;
    }

    public int keyWords() {
        return keyWords;
    }

    /** The largest number of keys. */
    public int cap() {
        return cap;
    }

    /** True once there were more keys than the cap. */
    public boolean overflowed() {
        return overflowed;
    }

    boolean isUntouched() {
        return size == 0 && !overflowed;
    }

    /** True where every count is zero. */
    public boolean isZero() {
        if (overflowed) {
            return false;
        }
        for (long count : counts) {
            if (count != 0) {
                return false;
            }
        }
        return true;
    }

    void clear() {
        Arrays.fill(used, false);
        Arrays.fill(counts, 0);
        size = 0;
        overflowed = false;
    }

    void writeTo(DataOutput out) throws IOException {
        if (overflowed) {
            Varint.write(out, 1);
            return;
        }
        Varint.write(out, 2L * size);
        long[] previous = new long[keyWords];
        IOException[] failure = new IOException[1];
        forEachSorted((key, from, count) -> {
            try {
                for (int i = 0; i < keyWords; i++) {
                    // Sorted keys are close to one another: their differences are short.
                    Varint.writeSigned(out, key[from + i] - previous[i]);
                    previous[i] = key[from + i];
                }
                Varint.writeSigned(out, count);
            } catch (IOException e) {
                failure[0] = e;
            }
        });
        if (failure[0] != null) {
            throw failure[0];
        }
    }

    void mergeFrom(DataInput in) throws IOException {
        long head = Varint.read(in);
        if ((head & 1) != 0) {
            overflow();
            return;
        }
        long[] key = new long[keyWords];
        for (long left = head >>> 1; left > 0; left--) {
            for (int i = 0; i < keyWords; i++) {
                key[i] += Varint.readSigned(in);
            }
            add(key, 0, Varint.readSigned(in));
        }
    }

    private void addNew(int at, long[] key, int from, long count) {
        if (size == cap) {
            overflow();
            return;
        }
        System.arraycopy(key, from, keys, at * keyWords, keyWords);
        counts[at] = count;
        used[at] = true;
        size++;
        if (size * 2 > used.length) {
            grow();
        }
    }

    private void overflow() {
        overflowed = true;
        size = 0;
        keys = new long[SMALLEST * keyWords];
        counts = new long[SMALLEST];
        used = new boolean[SMALLEST];
    }

    private void grow() {
        long[] oldKeys = keys;
        long[] oldCounts = counts;
        boolean[] oldUsed = used;
        keys = new long[oldKeys.length * 2];
        counts = new long[oldCounts.length * 2];
        used = new boolean[oldUsed.length * 2];
        for (int old = 0; old < oldUsed.length; old++) {
            if (oldUsed[old]) {
                int at = slotOf(oldKeys, old * keyWords);
                System.arraycopy(oldKeys, old * keyWords, keys, at * keyWords, keyWords);
                counts[at] = oldCounts[old];
                used[at] = true;
            }
        }
    }

    /** Where the key is, or the free place where it belongs. */
    private int slotOf(long[] key, int from) {
        long hash = 0;
        for (int i = 0; i < keyWords; i++) {
            hash = SplitMix.mix(hash + key[from + i]);
        }
        int at = (int) hash & (used.length - 1);
        while (used[at] && !Arrays.equals(keys, at * keyWords, (at + 1) * keyWords, key, from, from + keyWords)) {
            at = (at + 1) & (used.length - 1);
        }
        return at;
    }

    private int compare(int left, int right) {
        for (int i = 0; i < keyWords; i++) {
            int order = Long.compare(keys[left + i], keys[right + i]);
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    private void forEachSortedByOneWord(Visitor visitor) {
        long[] sorted = new long[size];
        int next = 0;
        for (int at = 0; at < used.length; at++) {
            if (used[at]) {
                sorted[next++] = keys[at];
            }
        }
        Arrays.sort(sorted);
        for (int i = 0; i < sorted.length; i++) {
            visitor.entry(sorted, i, counts[slotOf(sorted, i)]);
        }
    }
}
