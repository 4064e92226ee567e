package io.evalstream.jobs.demo;

import io.evalstream.jobs.plan.PlanFile;
import io.evalstream.metrics.plan.PlanSpec;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The stream that the demo plays, copied out of the class path: predictions of a real model, and its late labels. */
final class DemoStream implements AutoCloseable {

    private static final String PLACE = "/examples/digits_multiclass/";
    private static final String PREDICTIONS = "predictions.csv";
    private static final String LABELS = "labels.csv";
    private static final String PLAN = "demo.yaml";

    private final Path directory;

    DemoStream() throws IOException {
        directory = Files.createTempDirectory("evalstream-demo");
        for (String name : List.of(PREDICTIONS, LABELS, PLAN)) {
            try (InputStream in = DemoStream.class.getResourceAsStream(PLACE + name)) {
                if (in == null) {
                    throw new IOException(PLACE + name + " is not on the class path; build the project again");
                }
                Files.copy(in, directory.resolve(name));
            }
        }
    }

    Path predictions() {
        return directory.resolve(PREDICTIONS);
    }

    Path labels() {
        return directory.resolve(LABELS);
    }

    PlanSpec plan() {
        return PlanFile.read(directory.resolve(PLAN));
    }

    @Override
    public void close() throws IOException {
        for (String name : List.of(PREDICTIONS, LABELS, PLAN)) {
            Files.deleteIfExists(directory.resolve(name));
        }
        Files.deleteIfExists(directory);
    }
}
