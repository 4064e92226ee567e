package io.evalstream.jobs.cli;

import java.io.PrintWriter;
import java.util.function.Consumer;

/** Records that are no reports: the first few in full, the others as a number. */
final class Complaints implements Consumer<String> {
    private static final int SHOWN = 3;

    private final PrintWriter err;
    private long count;

    Complaints(PrintWriter err) {
        this.err = err;
    }

    @Override
    public void accept(String complaint) {
        if (++count <= SHOWN) {
            err.println(complaint);
            err.flush();
        }
    }

    void finish() {
        if (count > SHOWN) {
            err.println((count - SHOWN) + " more records are no reports either");
            err.flush();
        }
    }
}
