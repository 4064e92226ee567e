package io.evalstream.jobs.watch;

import io.evalstream.schemas.JsonCodec;
import io.evalstream.schemas.MetricReport;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/** Where reports are shown. */
public interface ReportOutput {

    /** Takes reports in the order in which they came. */
    void show(List<MetricReport> reports);

    /** There will be no more. */
    default void finish() {}

    /** A JSON object for each report on a line of its own, written exactly as on a topic with the format json. */
    static ReportOutput json(PrintWriter out) {
        JsonCodec<MetricReport> codec = new JsonCodec<>(MetricReport.class);
        return reports -> {
            for (MetricReport report : reports) {
                out.print(new String(codec.encode(report), StandardCharsets.UTF_8));
                out.print('\n');
            }
            out.flush();
        };
    }

    /** A header, then lines as {@link ReportCsv} writes them. */
    static ReportOutput csv(PrintWriter out) {
        out.print(ReportCsv.HEADER + "\n");
        return reports -> {
            for (MetricReport report : reports) {
                ReportCsv.lines(report).forEach(line -> out.print(line + "\n"));
            }
            out.flush();
        };
    }

    /** A line for each report, for a person who reads a log. */
    static ReportOutput lines(PrintWriter out) {
        return reports -> {
            out.print(reports.stream().map(ReportTable::line).collect(Collectors.joining()));
            out.flush();
        };
    }

    /** Keeps the last report of each key and hands those on when there will be no more, in the order of their keys. */
    static ReportOutput lastOnly(ReportOutput output) {
        LastReports last = new LastReports();
        return new ReportOutput() {
            @Override
            public void show(List<MetricReport> reports) {
                reports.forEach(last::add);
            }

            @Override
            public void finish() {
                output.show(last.byKey());
                output.finish();
            }
        };
    }

    /** Shows everything in both places. */
    static ReportOutput both(ReportOutput first, ReportOutput second) {
        return new ReportOutput() {
            @Override
            public void show(List<MetricReport> reports) {
                first.show(reports);
                second.show(reports);
            }

            @Override
            public void finish() {
                first.finish();
                second.finish();
            }
        };
    }

    /** One table of all reports that are shown together. */
    static ReportOutput table(PrintWriter out, int width, boolean allNotes) {
        return reports -> {
            out.print(ReportTable.of(reports, width, allNotes));
            out.flush();
        };
    }
}
