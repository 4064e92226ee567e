package io.evalstream.schemas;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * What a report is about: the key of its Kafka record, under which each revision replaces the one before.
 *
 * <p>As text the parts are joined by {@code |}, in the order of the components; a {@code |} or {@code \} within a part is
 * preceded by {@code \}. Windows that are numbered end with their number as a tenth part.
 *
 * <pre>{@code fraud|scorer|3|production|||country=DE|hourly|2026-03-01T10:00:00Z}</pre>
 */
public record ReportKey(
        String plan,
        String modelId,
        String modelVersion,
        String stage,
        String runId,
        String dataset,
        String slice,
        String window,
        Instant start,
        @Nullable Long number) {

    private static final int PARTS = 9;

    /** The key of a report. */
    public static ReportKey of(MetricReport report) {
        Window window = report.getWindow();
        return new ReportKey(
                report.getPlan(),
                report.getModelId(),
                report.getModelVersion(),
                report.getStage(),
                report.getRunId(),
                report.getDataset(),
                report.getSlice(),
                window.getName(),
                window.getStart(),
                window.getNumber());
    }

    /** The key that has this text. */
    public static ReportKey parse(String text) {
        List<String> parts = split(text);
        if (parts.size() != PARTS && parts.size() != PARTS + 1) {
            throw new IllegalArgumentException("report key '" + text + "' has " + parts.size() + " parts; expected "
                    + PARTS + ", or " + (PARTS + 1) + " for a numbered window, joined by |");
        }
        try {
            return new ReportKey(
                    parts.get(0),
                    parts.get(1),
                    parts.get(2),
                    parts.get(3),
                    parts.get(4),
                    parts.get(5),
                    parts.get(6),
                    parts.get(7),
                    Instant.parse(parts.get(8)),
                    parts.size() > PARTS ? Long.valueOf(parts.get(PARTS)) : null);
        } catch (DateTimeParseException | NumberFormatException e) {
            throw new IllegalArgumentException(
                    "report key '" + text + "' does not end with a window's start, such as 2026-03-01T10:00:00Z,"
                            + " and the window's number if it has one",
                    e);
        }
    }

    @Override
    public String toString() {
        StringJoiner text = new StringJoiner("|");
        for (String part : List.of(plan, modelId, modelVersion, stage, runId, dataset, slice, window)) {
            text.add(escaped(part));
        }
        text.add(start.toString());
        if (number != null) {
            text.add(number.toString());
        }
        return text.toString();
    }

    /** A part of a key. */
    static String escaped(String part) {
        return part.replace("\\", "\\\\").replace("|", "\\|");
    }

    private static List<String> split(String text) {
        List<String> parts = new ArrayList<>();
        StringBuilder part = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '|') {
                parts.add(part.toString());
                part.setLength(0);
            } else {
                boolean escaped = c == '\\' && i + 1 < text.length();
                part.append(escaped ? text.charAt(++i) : c);
            }
        }
        parts.add(part.toString());
        return parts;
    }
}
