package io.evalstream.jobs.export;

import java.util.List;
import java.util.Locale;

/** The text formats in which monitoring systems read samples. */
enum Exposition {
    /** Prometheus' text format, version 0.0.4. */
    PROMETHEUS("text/plain; version=0.0.4; charset=utf-8"),
    /** OpenMetrics 1.0. */
    OPENMETRICS("application/openmetrics-text; version=1.0.0; charset=utf-8");

    private static final double LARGEST_WHOLE = 1e15;

    private final String contentType;

    Exposition(String contentType) {
        this.contentType = contentType;
    }

    String contentType() {
        return contentType;
    }

    /** The format that a client prefers by its header {@code Accept}; the first one wherever it does not say. */
    static Exposition accepted(String accept) {
        double openMetrics = 0;
        double text = 0;
        double any = 0;
        for (String part : accept.toLowerCase(Locale.ROOT).split(",")) {
            String[] parameters = part.split(";");
            double quality = quality(parameters);
            switch (parameters[0].strip()) {
                case "application/openmetrics-text" -> openMetrics = Math.max(openMetrics, quality);
                case "text/plain" -> text = Math.max(text, quality);
                case "*/*" -> any = Math.max(any, quality);
                default -> {
                    // A format that is not offered.
                }
            }
        }
        return openMetrics > 0 && openMetrics >= Math.max(text, any) ? OPENMETRICS : PROMETHEUS;
    }

    private static double quality(String[] parameters) {
        for (String parameter : parameters) {
            String stripped = parameter.strip();
            if (stripped.startsWith("q=")) {
                try {
                    return Double.parseDouble(stripped.substring("q=".length()));
                } catch (NumberFormatException e) {
                    // As good as none given, which the standard takes for 1.
                    return 1;
                }
            }
        }
        return 1;
    }

    /** Samples as text; those of one metric follow one another. */
    String write(List<Sample> samples) {
        StringBuilder out = new StringBuilder();
        ExportedMetric last = null;
        for (Sample sample : samples) {
            ExportedMetric metric = sample.metric();
            if (metric != last) {
                String family = this == OPENMETRICS ? metric.family() : metric.exportedName();
                out.append("# HELP ").append(family).append(' ');
                escape(metric.help(), out);
                out.append("\n# TYPE ")
                        .append(family)
                        .append(' ')
                        .append(metric.type())
                        .append('\n');
                last = metric;
            }
            write(sample, out);
        }
        if (this == OPENMETRICS) {
            out.append("# EOF\n");
        }
        return out.toString();
    }

    private static void write(Sample sample, StringBuilder out) {
        out.append(sample.metric().exportedName());
        List<String> names = sample.metric().labels();
        for (int i = 0; i < names.size(); i++) {
            out.append(i == 0 ? '{' : ',').append(names.get(i)).append("=\"");
            escape(sample.labels().get(i), out);
            out.append('"');
        }
        out.append(names.isEmpty() ? " " : "} ").append(number(sample.value())).append('\n');
    }

    private static void escape(String text, StringBuilder out) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\\' -> out.append("\\\\");
                case '"' -> out.append("\\\"");
                case '\n' -> out.append("\\n");
                default -> out.append(c);
            }
        }
    }

    /** A number as both formats write it. */
    static String number(double value) {
        if (Double.isNaN(value)) {
            return "NaN";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "+Inf" : "-Inf";
        }
        boolean whole = value == Math.rint(value) && Math.abs(value) < LARGEST_WHOLE;
        return whole ? Long.toString((long) value) : Double.toString(value);
    }
}
