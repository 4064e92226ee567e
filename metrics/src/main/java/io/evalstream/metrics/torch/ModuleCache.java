package io.evalstream.metrics.torch;

import java.lang.ref.Cleaner;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is made of users' modules, by their content: made once in a process, since a plan is compiled wherever a part of a
 * job runs, and freed when nobody refers to it any more.
 */
final class ModuleCache<T> {

    private static final Cleaner CLEANER = Cleaner.create();

    private final Map<String, WeakReference<T>> known = new HashMap<>();

    /**
     * What was made of a module, or is made now.
     *
     * @param key tells its content from any other
     * @param load loads the module, which is closed where it is refused, and else with what was made of it
     * @param make checks the module
     */
    synchronized T get(String key, Supplier<TorchModule> load, Function<TorchModule, T> make) {
        @Nullable WeakReference<T> reference = known.get(key);
        @Nullable T made = reference == null ? null : reference.get();
        if (made != null) {
            return made;
        }
        TorchModule module = load.get();
        try {
            T fresh = make.apply(module);
            known.put(key, new WeakReference<>(fresh));
            CLEANER.register(fresh, module::close);
            return fresh;
        } catch (RuntimeException refusal) {
            module.close();
            throw refusal;
        }
    }
}
