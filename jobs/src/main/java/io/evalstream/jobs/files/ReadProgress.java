package io.evalstream.jobs.files;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** How far the files of a job in this process have been read, for a progress bar. */
public final class ReadProgress {

    private static final Map<String, Long> POSITIONS = new ConcurrentHashMap<>();

    private ReadProgress() {}

    static void report(String file, long position) {
        POSITIONS.put(file, position);
    }

    /** Bytes of a file that have been read. */
    public static long of(String file) {
        return POSITIONS.getOrDefault(file, 0L);
    }
}
