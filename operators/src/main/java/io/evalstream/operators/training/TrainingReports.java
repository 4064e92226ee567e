package io.evalstream.operators.training;

import io.evalstream.metrics.plan.WindowSpec;
import io.evalstream.operators.Reports;
import io.evalstream.operators.stream.SeriesKey;
import io.evalstream.schemas.Alert;
import io.evalstream.schemas.MetricReport;
import io.evalstream.schemas.TrainingProgress;
import io.evalstream.schemas.Window;
import io.evalstream.schemas.WindowKind;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/** Reports steps and epochs, and what the tracker makes of epochs that are complete. */
final class TrainingReports {

    private final EpochStore store;
    private final Reports reports;
    private final Tracker tracker;
    private final Missing missing;
    private final Consumer<MetricReport> out;
    private final Consumer<Alert> alerts;

    TrainingReports(
            EpochStore store, Tracker tracker, String device, Consumer<MetricReport> out, Consumer<Alert> alerts) {
        this.store = store;
        this.tracker = tracker;
        this.out = out;
        this.alerts = alerts;
        reports = new Reports(store.plan(), device);
        missing = new Missing(store);
    }

    /** Reports a step, if the plan has such windows, of as many ranks as have sent it. */
    void step(SeriesKey series, int attempt, Tag step, int worldSize) throws Exception {
        WindowSpec window = store.stepWindow();
        if (window == null) {
            return;
        }
        Progress.OfStep progress = store.step(step);
        List<String> lacks = missing.ofStep(step, worldSize);
        MetricReport report =
                report(series, window(window, WindowKind.STEP, progress.start(), progress.end(), step.step()), step);
        long refused =
                lacks.stream().filter(lack -> lack.startsWith("the batch")).count();
        report.setTraining(new TrainingProgress(
                attempt, step.epoch(), worldSize, progress.ranks() - refused, 0L, lacks, List.of()));
        out.accept(report);
    }

    /** Reports an epoch, if the plan has such windows, with what has come of it. */
    void epoch(SeriesKey series, int attempt, int number, Progress.OfEpoch progress) throws Exception {
        WindowSpec window = store.epochWindow();
        if (window == null) {
            return;
        }
        List<String> lacks = missing.ofEpoch(number, progress.worldSize());
        long batches = 0;
        long conflicts = 0;
        for (int rank = 0; rank < progress.worldSize(); rank++) {
            Progress.OfRank ofRank = store.rank(number, rank);
            batches += ofRank.batches();
            conflicts += ofRank.conflicts();
        }
        MetricReport report = report(
                series,
                window(window, WindowKind.EPOCH, progress.start(), progress.end(), number),
                Tag.ofEpoch(number));
        TrainingProgress training =
                new TrainingProgress(attempt, number, progress.worldSize(), batches, conflicts, lacks, List.of());
        report.setTraining(training);
        if (lacks.isEmpty()) {
            training.setTracked(tracker.track(report));
            out.accept(report);
            tracker.signal(report, alerts);
        } else {
            out.accept(report);
        }
    }

    /** Forgets what was tracked. */
    void forget() {
        tracker.forget();
    }

    private MetricReport report(SeriesKey series, Window window, Tag of) throws Exception {
        return reports.of(series, window, window.getEnd().toEpochMilli(), 0, true, store.state(of));
    }

    private static Window window(WindowSpec window, WindowKind kind, long start, long last, long number) {
        return new Window(
                window.reportedName(), kind, Instant.ofEpochMilli(start), Instant.ofEpochMilli(last + 1), number);
    }
}
