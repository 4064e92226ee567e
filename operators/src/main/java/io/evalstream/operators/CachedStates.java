package io.evalstream.operators;

import io.evalstream.metrics.batch.WordRows;
import io.evalstream.metrics.state.State;
import io.evalstream.metrics.state.WideSlots;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.flink.streaming.api.operators.KeyContext;
import org.jspecify.annotations.Nullable;

/**
 * States whose wide slots lie in rows of a device, as a write-back cache over keyed state. A state comes here when
 * something is merged into it; it is merged and added up with others where it lies; it goes back to keyed state at a
 * snapshot, where it stays here too, and when room is needed for others.
 */
final class CachedStates<K> implements StateMap<K> {

    /** Additions of digits of 32 bits that a row takes before they are carried, and rows that are added up at a time. */
    private static final int MOST_ADDITIONS = 1 << 20;

    private static final int MOST_TOGETHER = 1 << 10;
    /** Words that come over in one copy, unless a row has more. */
    private static final int MOST_COPIED = 1 << 22;

    private final KeyedStates<K> keyed;
    private final WideSlots wide;
    private final WordRows rows;
    private final int mostRows;
    private final KeyContext keys;
    private final Map<Object, Map<K, Cached>> byKey = new HashMap<>();
    private int size;
    private long uses;

    /** A state that is here. */
    private final class Cached {
        final Object key;
        final K id;
        final int row;
        final State others = wide.others().newState();
        long additions;
        long lastUse;
        boolean isChanged;

        Cached(Object key, K id) {
            this.key = key;
            this.id = id;
            row = rows.newRow();
        }

        void add(byte[] bytes) {
            wide.split(bytes, others, (word, value) -> rows.add(row, word, value));
            additions++;
        }

        State whole(long[] words) {
            State whole = keyed.layout().newState();
            whole.adopt(others);
            wide.addTo(whole, words);
            return whole;
        }
    }

    /**
     * A cache.
     *
     * @param mostRows how many states it keeps at most; two at least, one of which is merged into the other
     * @param keys whose current key is that of the states that are spoken of
     */
    CachedStates(KeyedStates<K> keyed, WideSlots wide, WordRows rows, int mostRows, KeyContext keys) {
        this.keyed = keyed;
        this.wide = wide;
        this.rows = rows;
        this.mostRows = mostRows;
        this.keys = keys;
    }

    @Override
    public @Nullable State get(K id) throws Exception {
        Cached cached = find(id);
        return cached == null ? keyed.get(id) : sum(List.of(cached));
    }

    @Override
    public @Nullable State glance(K id) throws Exception {
        Cached cached = find(id);
        return cached == null ? keyed.get(id) : cached.others;
    }

    @Override
    public void merge(K id, byte[] other) throws Exception {
        Cached cached = fetch(id);
        cached.add(other);
        cached.isChanged = true;
        carry(cached);
    }

    @Override
    public void merge(K id, State other) throws Exception {
        merge(id, other.toBytes());
    }

    @Override
    public void mergeFrom(K id, K other) throws Exception {
        Cached from = find(other);
        if (from == null) {
            State kept = keyed.get(other);
            if (kept != null) {
                merge(id, kept);
            }
            return;
        }
        Cached into = fetch(id); // which makes room elsewhere: the other was used just now
        into.others.merge(from.others);
        rows.addRow(into.row, from.row);
        into.additions += from.additions;
        into.isChanged = true;
        carry(into);
    }

    @Override
    public @Nullable State sum(Collection<K> ids) throws Exception {
        List<Cached> here = new ArrayList<>();
        List<K> elsewhere = new ArrayList<>();
        for (K id : ids) {
            Cached cached = find(id);
            if (cached == null) {
                elsewhere.add(id);
            } else {
                here.add(cached);
            }
        }
        State sum = keyed.sum(elsewhere);
        if (!here.isEmpty()) {
            State ofHere = sum(here);
            if (sum == null) {
                return ofHere;
            }
            sum.merge(ofHere);
        }
        return sum;
    }

    private State sum(List<Cached> cached) {
        State sum = keyed.layout().newState();
        for (Cached one : cached) {
            sum.adopt(one.others);
        }
        for (List<Cached> some : parts(cached, MOST_TOGETHER)) {
            wide.addTo(sum, rows.sum(numbers(some)));
        }
        return sum;
    }

    @Override
    public <G extends Comparable<G>> Map<G, State> sums(Function<K, @Nullable G> group) throws Exception {
        Map<K, Cached> here = ofCurrentKey();
        Map<G, State> sums = keyed.sums(id -> here.containsKey(id) ? null : group.apply(id));
        Map<G, List<Cached>> groups = new TreeMap<>();
        here.forEach((id, cached) -> {
            G of = group.apply(id);
            if (of != null) {
                groups.computeIfAbsent(of, any -> new ArrayList<>()).add(cached);
            }
        });
        groups.forEach((of, cached) -> StateMap.add(sums, of, sum(cached)));
        return sums;
    }

    @Override
    public Iterable<K> ids() throws Exception {
        Set<K> ids = new HashSet<>();
        keyed.ids().forEach(ids::add);
        ids.addAll(ofCurrentKey().keySet());
        return ids;
    }

    @Override
    public void remove(K id) throws Exception {
        Cached cached = ofCurrentKey().get(id);
        if (cached != null) {
            drop(List.of(cached));
        }
        keyed.remove(id);
    }

    @Override
    public void clear() {
        drop(List.copyOf(ofCurrentKey().values()));
        keyed.clear();
    }

    /** Writes what has changed to keyed state, and keeps it here too. */
    void writeBack() throws Exception {
        List<Cached> changed = new ArrayList<>();
        byKey.values()
                .forEach(ofKey -> ofKey.values().stream()
                        .filter(cached -> cached.isChanged)
                        .forEach(changed::add));
        writeBack(changed);
    }

    private void writeBack(List<Cached> changed) throws Exception {
        Object current = keys.getCurrentKey();
        for (List<Cached> some : parts(changed, Math.max(1, MOST_COPIED / wide.words()))) {
            List<long[]> words = rows.read(numbers(some));
            for (int i = 0; i < some.size(); i++) {
                Cached cached = some.get(i);
                keys.setCurrentKey(cached.key);
                keyed.put(cached.id, cached.whole(words.get(i)));
                cached.isChanged = false;
            }
        }
        if (current != null && !changed.isEmpty()) {
            keys.setCurrentKey(current);
        }
    }

    long nativeBytes() {
        return rows.nativeBytes();
    }

    /** Gives the rows back. What was not written back is lost. */
    void close() {
        byKey.clear();
        rows.close();
    }

    private Map<K, Cached> ofCurrentKey() {
        return byKey.getOrDefault(keys.getCurrentKey(), Map.of());
    }

    private @Nullable Cached find(K id) {
        Cached cached = ofCurrentKey().get(id);
        if (cached != null) {
            cached.lastUse = ++uses;
        }
        return cached;
    }

    /** What is here under an id, from keyed state where it was not here, or nothing yet. */
    private Cached fetch(K id) throws Exception {
        Cached known = find(id);
        if (known != null) {
            return known;
        }
        if (size >= mostRows) {
            evict();
        }
        Cached cached = new Cached(keys.getCurrentKey(), id);
        cached.lastUse = ++uses;
        State kept = keyed.get(id);
        if (kept != null) {
            cached.add(kept.toBytes());
        }
        byKey.computeIfAbsent(cached.key, any -> new LinkedHashMap<>()).put(id, cached);
        size++;
        return cached;
    }

    /** Makes room: the eighth that was not used for the longest time goes back to keyed state. */
    private void evict() throws Exception {
        List<Cached> oldest = byKey.values().stream()
                .flatMap(ofKey -> ofKey.values().stream())
                .sorted(Comparator.comparingLong(cached -> cached.lastUse))
                .limit(Math.max(1, size / 8))
                .toList();
        writeBack(oldest.stream().filter(cached -> cached.isChanged).toList());
        drop(oldest);
    }

    private void drop(List<Cached> cached) {
        rows.drop(numbers(cached));
        for (Cached one : cached) {
            Map<K, Cached> ofKey = Objects.requireNonNull(byKey.get(one.key));
            ofKey.remove(one.id);
            if (ofKey.isEmpty()) {
                byKey.remove(one.key);
            }
            size--;
        }
    }

    private static int[] numbers(List<? extends CachedStates<?>.Cached> cached) {
        return cached.stream().mapToInt(one -> one.row).toArray();
    }

    private static <T> List<List<T>> parts(List<T> whole, int most) {
        List<List<T>> parts = new ArrayList<>();
        for (int from = 0; from < whole.size(); from += most) {
            parts.add(whole.subList(from, Math.min(whole.size(), from + most)));
        }
        return parts;
    }

    /** Carries the digits of a state that more was added to than they have room for: it goes back, and comes anew. */
    private void carry(Cached cached) throws Exception {
        if (cached.additions >= MOST_ADDITIONS) {
            writeBack(List.of(cached));
            drop(List.of(cached));
        }
    }
}
