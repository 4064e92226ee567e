package io.evalstream.operators.stream;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;

/**
 * Addresses for what every subtask behind a key must get: one in each key group, so that whatever the parallelism there,
 * each subtask gets at least one copy, and gets it before all that is sent after it.
 */
public final class KeyGroups {

    /** Buckets of ids are smaller than this. */
    private static final int FIRST = 1 << 16;

    private KeyGroups() {}

    /** Addresses of all subtasks of the join, whose keys are numbers. */
    public static List<Integer> ofJoin(int maxParallelism) {
        return addresses(maxParallelism, address -> address);
    }

    /** Addresses of all subtasks of the windows, whose keys are series. */
    public static List<Integer> ofWindows(int maxParallelism) {
        return addresses(maxParallelism, KeyGroups::series);
    }

    /** The series that stands for an address. No plan has an empty name. */
    static SeriesKey series(int address) {
        return SeriesKey.of("", Integer.toString(address), "", "", "", "", "");
    }

    private static List<Integer> addresses(int maxParallelism, IntFunction<Object> key) {
        List<Integer> addresses = new ArrayList<>();
        boolean[] found = new boolean[maxParallelism];
        for (int address = FIRST; addresses.size() < maxParallelism; address++) {
            int group = KeyGroupRangeAssignment.assignToKeyGroup(key.apply(address), maxParallelism);
            if (!found[group]) {
                found[group] = true;
                addresses.add(address);
            }
        }
        return addresses;
    }
}
