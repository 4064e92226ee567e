package io.evalstream.jobs.watch;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * When to stop watching a topic.
 *
 * @param idle after so long without a record
 * @param total after so long
 * @param caughtUp where neither is given, when all has been read that was there at the start
 */
public record WatchEnd(@Nullable Duration idle, @Nullable Duration total, boolean caughtUp) {

    private static final Duration POLL = Duration.ofMillis(200);

    /** Hands on the records of interest until then. Returns how many there were. */
    public <T extends SpecificRecord> long watch(
            TopicSubscription<T> subscription, Predicate<T> filter, Consumer<List<T>> output) {
        long startedAt = System.nanoTime();
        long lastAt = startedAt;
        long count = 0;
        do {
            List<T> records = subscription.poll(POLL);
            List<T> wanted = records.stream().filter(filter).toList();
            output.accept(wanted);
            count += wanted.size();
            lastAt = records.isEmpty() ? lastAt : System.nanoTime();
        } while (!reached(startedAt, lastAt, subscription)
                && !Thread.currentThread().isInterrupted());
        return count;
    }

    private boolean reached(long startedAt, long lastAt, TopicSubscription<?> subscription) {
        long now = System.nanoTime();
        if (total != null && now - startedAt >= total.toNanos()) {
            return true;
        }
        if (idle != null) {
            return now - lastAt >= idle.toNanos();
        }
        return caughtUp && total == null && subscription.caughtUp();
    }
}
