package io.evalstream.jobs.export.mlflow;

import io.evalstream.jobs.export.Element;
import io.evalstream.jobs.export.ExportFilter;
import io.evalstream.schemas.MetricReport;
import io.evalstream.schemas.MetricValue;
import io.evalstream.schemas.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/**
 * A value of a metric in MLflow.
 *
 * @param key window, slice, metric and part, joined by slashes, which MLflow shows as folders
 * @param timestamp the window's end in milliseconds
 * @param step the window's number where windows are numbered, else its end in seconds
 */
record Point(String key, double value, long timestamp, long step) {
    /** Longer keys are refused. */
    private static final int LONGEST_KEY = 250;

    /** When in its run a value is; a key has one value at a time. */
    record Place(long timestamp, long step) {}

    Place place() {
        return new Place(timestamp, step);
    }

    /** The finite numbers of a report. */
    static List<Point> of(MetricReport report, ExportFilter filter) {
        Window window = report.getWindow();
        Long number = window.getNumber();
        List<Point> points = new ArrayList<>();
        for (MetricValue value : report.getValues()) {
            if (!filter.takes(value.getName())) {
                continue;
            }
            for (Element element : Element.of(value)) {
                if (Double.isFinite(element.value())) {
                    points.add(new Point(
                            key(window.getName(), report.getSlice(), element),
                            element.value(),
                            window.getEnd().toEpochMilli(),
                            number == null ? window.getEnd().getEpochSecond() : number));
                }
            }
        }
        return points;
    }

    private static String key(String window, String slice, Element element) {
        StringJoiner key = new StringJoiner("/");
        for (String part : List.of(window, slice, element.metric(), element.part())) {
            if (!part.isEmpty()) {
                // A key is a path of these characters; a part of points alone would be a step up in it.
                String plain = part.replaceAll("[^A-Za-z0-9_. -]", "_");
                key.add(plain.matches("\\.+") ? plain.replace('.', '_') : plain);
            }
        }
        String text = key.toString();
        if (text.length() <= LONGEST_KEY) {
            return text;
        }
        String hash = Integer.toHexString(text.hashCode());
        return text.substring(0, LONGEST_KEY - hash.length() - 1) + "_" + hash;
    }
}
