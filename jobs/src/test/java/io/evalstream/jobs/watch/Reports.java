package io.evalstream.jobs.watch;

import io.evalstream.schemas.Counts;
import io.evalstream.schemas.MetricReport;
import io.evalstream.schemas.MetricValue;
import io.evalstream.schemas.NamedValues;
import io.evalstream.schemas.Scalar;
import io.evalstream.schemas.TensorValue;
import io.evalstream.schemas.Undefined;
import io.evalstream.schemas.Window;
import io.evalstream.schemas.WindowKind;
import java.time.Instant;
import java.util.List;

/** Reports to be shown. */
public final class Reports {
    private static final Instant TEN = Instant.parse("2026-03-01T10:00:00Z");

    private Reports() {}

    /** A report of the ten minutes from 10:00 UTC and so many windows on. */
    public static MetricReport of(String model, String version, int window, int revision, MetricValue... values) {
        Instant start = TEN.plusSeconds(600L * window);
        return MetricReport.newBuilder()
                .setPlan("digits")
                .setPlanVersion(1)
                .setModelId(model)
                .setModelVersion(version)
                .setStage("production")
                .setWindow(new Window("10m", WindowKind.TUMBLING, start, start.plusSeconds(600), null))
                .setRevision(revision)
                .setFinal$(revision > 2)
                .setTick(start.plusSeconds(600L + 60L * revision))
                .setCounts(new Counts(80L, 20L * revision, 80L - 20L * revision, 0L, 0L))
                .setDevice("arrays")
                .setValues(List.of(values))
                .build();
    }

    public static MetricValue scalar(String name, double value) {
        return new MetricValue(name, new Scalar(value, null));
    }

    public static MetricValue undefined(String name, String reason) {
        return new MetricValue(name, new Undefined("CODE", reason, null));
    }

    public static MetricValue tensor(String name, List<Integer> shape, Double... values) {
        return new MetricValue(name, new TensorValue(shape, List.of(values)));
    }

    public static MetricValue named(String name, MetricValue... entries) {
        return new MetricValue(name, new NamedValues(List.of(entries)));
    }
}
