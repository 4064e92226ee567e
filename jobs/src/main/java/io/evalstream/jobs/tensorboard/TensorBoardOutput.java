package io.evalstream.jobs.tensorboard;

import io.evalstream.jobs.watch.ReportOutput;
import io.evalstream.schemas.MetricReport;
import io.evalstream.schemas.MetricValue;
import io.evalstream.schemas.NamedValues;
import io.evalstream.schemas.Scalar;
import io.evalstream.schemas.TrainingProgress;
import io.evalstream.schemas.WindowKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Draws reports as curves that TensorBoard shows: a directory for each run, a tag for each number. Parts of compound values
 * are named {@code metric.part}; tensors, which are no single number, are left out. A window that is reported again replaces
 * its point, and one whose value became undefined loses it.
 */
public final class TensorBoardOutput implements ReportOutput, AutoCloseable {
    /** The curve that tells which epoch a step belongs to, under the name that Lightning gives it. */
    private static final String EPOCH = "epoch";

    private static final String TRAIN = "train";
    private static final double MILLIS = 1000;

    private final Path directory;
    private final Map<Path, RunCurves> runs = new HashMap<>();

    /** Draws into this directory, which need not be there. */
    public TensorBoardOutput(Path directory) {
        this.directory = directory;
    }

    @Override
    public void show(List<MetricReport> reports) {
        Set<RunCurves> changed = new LinkedHashSet<>();
        try {
            for (MetricReport report : reports) {
                changed.add(draw(report));
            }
            for (RunCurves run : changed) {
                run.write();
            }
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private RunCurves draw(MetricReport report) throws IOException {
        CurveName name = CurveName.of(report);
        double wallTime = report.getTick().toEpochMilli() / MILLIS;
        RunCurves run = runs.get(name.directory());
        if (run == null) {
            run = new RunCurves(directory.resolve(name.directory()), fileName(), wallTime);
            runs.put(name.directory(), run);
        }
        draw("", report.getValues(), name, wallTime, run);
        TrainingProgress training = report.getTraining();
        if (training != null
                && report.getWindow().getKind() == WindowKind.STEP
                && report.getStage().equals(TRAIN)) {
            run.put(EPOCH, name.step(), wallTime, training.getEpoch());
        }
        return run;
    }

    private static void draw(String outer, List<MetricValue> values, CurveName name, double wallTime, RunCurves run) {
        for (MetricValue value : values) {
            String metric = outer + value.getName();
            if (value.getValue() instanceof NamedValues named) {
                draw(metric + ".", named.getEntries(), name, wallTime, run);
            } else if (value.getValue() instanceof Scalar scalar) {
                run.put(name.tag(metric), name.step(), wallTime, scalar.getValue());
            } else {
                run.remove(name.tag(metric), name.step(), wallTime);
            }
        }
    }

    /** Readers take the files of a directory in the order of their names, so a later one must come later. */
    private static String fileName() {
        Instant now = Instant.now();
        return String.format(
                "events.out.tfevents.%010d.%09d.evalstream.%d",
                now.getEpochSecond(), now.getNano(), ProcessHandle.current().pid());
    }

    @Override
    public void close() {
        try {
            for (RunCurves run : runs.values()) {
                run.close();
            }
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Without the exception as its cause, whose message is often but the name of a file. */
    private UncheckedIOException failed(IOException e) {
        UncheckedIOException failure = new UncheckedIOException(new IOException("event files cannot be written in "
                + directory + " (" + e + "); make room there, or name another directory"));
        failure.addSuppressed(e);
        return failure;
    }
}
