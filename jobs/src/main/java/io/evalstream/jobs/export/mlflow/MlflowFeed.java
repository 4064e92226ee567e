package io.evalstream.jobs.export.mlflow;

import io.evalstream.jobs.kafka.BrokerException;
import io.evalstream.jobs.watch.TopicSubscription;
import io.evalstream.schemas.MetricReport;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * Reads reports and writes them to MLflow until its thread is interrupted. Whatever does not answer is asked again; only
 * what MLflow refuses for good is left out, and told of.
 */
public final class MlflowFeed implements Runnable {
    private static final Duration POLL = Duration.ofMillis(500);

    private final TopicSubscription<MetricReport> subscription;
    private final RunMetrics runs;
    private final Consumer<String> complaints;
    private final Duration pause;

    /**
     * A feed, which closes the subscription when it ends.
     *
     * @param complaints is told what did not work
     * @param pause how long to wait before another try
     */
    public MlflowFeed(
            TopicSubscription<MetricReport> subscription,
            RunMetrics runs,
            Consumer<String> complaints,
            Duration pause) {
        this.subscription = subscription;
        this.runs = runs;
        this.complaints = complaints;
        this.pause = pause;
    }

    @Override
    public void run() {
        try (subscription) {
            while (!Thread.currentThread().isInterrupted()) {
                List<MetricReport> reports = poll();
                if (!reports.isEmpty()) {
                    write(reports);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private List<MetricReport> poll() throws InterruptedException {
        try {
            return subscription.poll(POLL);
        } catch (BrokerException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            complaints.accept(String.valueOf(e.getMessage()));
            Thread.sleep(pause.toMillis());
            return List.of();
        }
    }

    private void write(List<MetricReport> reports) throws InterruptedException {
        String told = "";
        while (true) {
            try {
                runs.write(reports);
                return;
            } catch (MlflowException e) {
                if (e.isPassing()) {
                    String complaint = e.getMessage() + "; trying again";
                    if (!complaint.equals(told)) {
                        complaints.accept(complaint);
                        told = complaint;
                    }
                    Thread.sleep(pause.toMillis());
                } else if (reports.size() > 1) {
                    for (MetricReport report : reports) {
                        write(List.of(report));
                    }
                    return;
                } else {
                    complaints.accept(e.getMessage() + "; left out is the report of "
                            + reports.get(0).getModelId() + " until "
                            + reports.get(0).getWindow().getEnd());
                    return;
                }
            }
        }
    }
}
