package io.evalstream.jobs.export;

import io.evalstream.schemas.Counts;
import io.evalstream.schemas.Interval;
import io.evalstream.schemas.MetricReport;
import io.evalstream.schemas.MetricValue;
import java.util.ArrayList;
import java.util.List;

/**
 * A report as samples.
 *
 * @param leftOut how many numbers were left out because their metric has too many
 */
record ReportSamples(List<Sample> samples, int leftOut) {
    private static final double MILLIS = 1000;

    /**
     * The samples of a report.
     *
     * @param maxParts metrics of more numbers, such as curves, are left out
     */
    static ReportSamples of(MetricReport report, ExportFilter filter, int maxParts) {
        List<String> base = labels(report);
        List<Sample> samples = new ArrayList<>();
        int leftOut = 0;
        for (MetricValue value : report.getValues()) {
            if (!filter.takes(value.getName())) {
                continue;
            }
            List<Element> elements = Element.of(value);
            if (elements.size() > maxParts) {
                leftOut += elements.size();
                continue;
            }
            for (Element element : elements) {
                add(base, element, samples);
            }
        }
        window(report, base, samples);
        return new ReportSamples(samples, leftOut);
    }

    /** The labels that a series and window have, in the order of {@link ExportedMetric#WINDOW_LABELS}. */
    static List<String> labels(MetricReport report) {
        return List.of(
                report.getPlan(),
                report.getModelId(),
                report.getModelVersion(),
                report.getStage(),
                report.getRunId(),
                report.getDataset(),
                report.getSlice(),
                report.getWindow().getName());
    }

    private static void add(List<String> base, Element element, List<Sample> samples) {
        if (!element.code().isEmpty()) {
            samples.add(
                    sample(ExportedMetric.METRIC_UNDEFINED, base, 1, element.metric(), element.part(), element.code()));
            return;
        }
        samples.add(sample(ExportedMetric.METRIC_VALUE, base, element.value(), element.metric(), element.part()));
        Interval interval = element.interval();
        if (interval != null) {
            String level = Exposition.number(interval.getLevel());
            samples.add(sample(
                    ExportedMetric.METRIC_LOWER, base, interval.getLower(), element.metric(), element.part(), level));
            samples.add(sample(
                    ExportedMetric.METRIC_UPPER, base, interval.getUpper(), element.metric(), element.part(), level));
        }
    }

    private static void window(MetricReport report, List<String> base, List<Sample> samples) {
        Counts counts = report.getCounts();
        samples.add(sample(ExportedMetric.WINDOW_PREDICTIONS, base, (double) counts.getPredictions()));
        samples.add(sample(ExportedMetric.WINDOW_LABELLED, base, (double) counts.getLabelled()));
        samples.add(sample(ExportedMetric.WINDOW_UNLABELLED, base, (double) counts.getUnlabelled()));
        samples.add(sample(ExportedMetric.WINDOW_DUPLICATES, base, (double) counts.getDuplicates()));
        samples.add(sample(ExportedMetric.WINDOW_CORRECTIONS, base, (double) counts.getCorrections()));
        Double median = report.getLabelDelayP50();
        if (median != null) {
            samples.add(sample(ExportedMetric.LABEL_DELAY_SECONDS, base, median, "0.5"));
        }
        Double late = report.getLabelDelayP99();
        if (late != null) {
            samples.add(sample(ExportedMetric.LABEL_DELAY_SECONDS, base, late, "0.99"));
        }
        samples.add(sample(
                ExportedMetric.WINDOW_END_TIMESTAMP_SECONDS,
                base,
                report.getWindow().getEnd().toEpochMilli() / MILLIS));
        samples.add(sample(ExportedMetric.WINDOW_FINAL, base, report.getFinal$() ? 1 : 0));
    }

    private static Sample sample(ExportedMetric metric, List<String> base, double value, String... more) {
        List<String> labels = new ArrayList<>(base);
        labels.addAll(List.of(more));
        return new Sample(metric, labels, value);
    }
}
