package io.evalstream.jobs.watch;

import io.evalstream.schemas.Alert;
import io.evalstream.schemas.AlertKey;
import io.evalstream.schemas.JsonCodec;
import io.evalstream.schemas.Window;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Prints alerts, a line for each: all as they come, or in the end the last one of each key. */
public final class AlertOutput implements Consumer<List<Alert>> {

    private final PrintWriter out;
    private final Function<Alert, String> line;
    private final boolean lastOnly;
    private final TreeMap<String, Alert> last = new TreeMap<>();

    private AlertOutput(PrintWriter out, Function<Alert, String> line, boolean lastOnly) {
        this.out = out;
        this.line = line;
        this.lastOnly = lastOnly;
    }

    /** JSON objects, written exactly as on a topic with the format json. */
    public static AlertOutput json(PrintWriter out, boolean lastOnly) {
        JsonCodec<Alert> codec = new JsonCodec<>(Alert.class);
        return new AlertOutput(out, alert -> new String(codec.encode(alert), StandardCharsets.UTF_8), lastOnly);
    }

    /** Lines for a person who reads a log. */
    public static AlertOutput lines(PrintWriter out, boolean lastOnly) {
        return new AlertOutput(out, AlertOutput::line, lastOnly);
    }

    @Override
    public void accept(List<Alert> alerts) {
        if (lastOnly) {
            alerts.forEach(alert -> last.put(AlertKey.of(alert).toString(), alert));
        } else {
            print(alerts);
        }
    }

    /** There will be no more. */
    public void finish() {
        print(List.copyOf(last.values()));
    }

    private void print(List<Alert> alerts) {
        alerts.forEach(alert -> out.print(line.apply(alert) + "\n"));
        out.flush();
    }

    private static String line(Alert alert) {
        Window window = alert.getWindow();
        String about = Stream.of(
                        alert.getTick().toString(),
                        alert.getState().toString(),
                        alert.getSeverity(),
                        alert.getPlan(),
                        alert.getRule(),
                        alert.getModelId(),
                        alert.getModelVersion(),
                        alert.getRunId(),
                        alert.getSlice(),
                        window == null ? "" : window.getName())
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining("  "));
        return about + ": " + alert.getMessage()
                + (alert.getSummary().isEmpty() ? "" : " (" + alert.getSummary() + ")");
    }
}
