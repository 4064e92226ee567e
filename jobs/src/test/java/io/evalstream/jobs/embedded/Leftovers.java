package io.evalstream.jobs.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** The threads and temporary directories at one moment, to be compared with those of a later one. */
record Leftovers(Set<Thread> threads, Set<Path> directories) {
    /** Flink keeps one such daemon for the whole JVM, whatever clusters come and go. */
    private static final String OF_THE_JVM = "FlinkCompletableFutureDelayScheduler";

    static Leftovers now() {
        Set<Thread> threads = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !ownedByTheJvm(thread))
                .collect(Collectors.toSet());
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return new Leftovers(
                    threads,
                    files.filter(file -> file.getFileName().toString().startsWith("evalstream-"))
                            .collect(Collectors.toCollection(TreeSet::new)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Threads end a moment after those who started them say that they have. */
    void assertNothingNew() {
        Awaitility.await().pollInSameThread().atMost(Duration.ofSeconds(15)).untilAsserted(() -> {
            Leftovers after = now();
            after.threads.removeAll(threads);
            after.directories.removeAll(directories);
            assertThat(after.threads).extracting(Thread::getName).isEmpty();
            assertThat(after.directories).isEmpty();
        });
    }

    private static boolean ownedByTheJvm(Thread thread) {
        ThreadGroup group = thread.getThreadGroup();
        return group == null
                || group.getName().equals("system")
                || group.getName().equals("InnocuousThreadGroup")
                || thread.getName().startsWith(OF_THE_JVM);
    }
}
