package io.evalstream.jobs.tensorboard;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The curves of one run, in one event file in the run's directory.
 *
 * <p>Event files are only appended to, and readers expect the steps of a tag to grow: TensorBoard drops all later points of
 * a tag when an earlier step comes again, or shows both, depending on which of its readers runs. So when a point changes
 * that was written already, the file tells the reader to start again from that step, and all points from there on are
 * written once more. A new file starts again from the first step, so watching a topic a second time doubles nothing.
 */
final class RunCurves implements AutoCloseable {
    private final Map<String, Curve> curves = new TreeMap<>();
    private final Map<String, Long> written = new TreeMap<>();
    private final EventFile file;
    private @Nullable Restart restart;

    /** From where on what was written does not hold. */
    private record Restart(long step, double wallTime) {}

    RunCurves(Path directory, String fileName, double wallTime) throws IOException {
        Files.createDirectories(directory);
        this.file = new EventFile(directory.resolve(fileName), wallTime);
        file.restart(wallTime, 0);
    }

    /** Sets the point of a tag at a step. */
    void put(String tag, long step, double wallTime, double value) {
        if (curves.computeIfAbsent(tag, name -> new Curve()).put(step, wallTime, (float) value)) {
            changed(tag, step, wallTime);
        }
    }

    /** Takes the point of a tag at a step away, if there is one. */
    void remove(String tag, long step, double wallTime) {
        Curve curve = curves.get(tag);
        if (curve != null && curve.remove(step)) {
            changed(tag, step, wallTime);
        }
    }

    private void changed(String tag, long step, double wallTime) {
        Long last = written.get(tag);
        if (last != null && step <= last && (restart == null || step < restart.step())) {
            restart = new Restart(step, wallTime);
        }
    }

    /** Writes what has changed. */
    void write() throws IOException {
        if (restart != null) {
            Restart from = restart;
            file.restart(from.wallTime(), from.step());
            written.replaceAll((tag, last) -> Math.min(last, from.step() - 1));
            restart = null;
        }
        for (Map.Entry<String, Curve> entry : curves.entrySet()) {
            append(entry.getKey(), entry.getValue());
        }
        file.flush();
    }

    private void append(String tag, Curve curve) throws IOException {
        Long last = written.get(tag);
        int first = last == null ? 0 : curve.from(last + 1);
        for (int i = first; i < curve.size(); i++) {
            file.point(tag, curve.wallTime(i), curve.step(i), curve.value(i));
            written.put(tag, curve.step(i));
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
