package io.evalstream.jobs.watch;

import io.evalstream.schemas.Counts;
import io.evalstream.schemas.MetricReport;
import io.evalstream.schemas.TrainingProgress;
import io.evalstream.schemas.Window;
import io.evalstream.schemas.WindowKind;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Reports as a table, a line each: whose they are, the window, what they rest on, and the metrics. Columns that would say
 * the same of every report, or nothing, are left out; metrics that do not fit the width are named below. Times are UTC.
 */
public final class ReportTable {
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("yyyy-MM-dd", Locale.ROOT);
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);
    private static final DateTimeFormatter SECOND = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);
    private static final DateTimeFormatter MILLI = DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT);
    private static final int NOTES = 3;

    private ReportTable() {}

    /**
     * The table.
     *
     * @param width how many characters fit a line
     * @param allNotes whether to say of each undefined value why it is, rather than of the first few
     */
    public static String of(List<MetricReport> reports, int width, boolean allNotes) {
        if (reports.isEmpty()) {
            return "no reports yet\n";
        }
        TextTable table = new TextTable();
        for (TextTable.Column column : identity(reports)) {
            table.add(column);
        }
        List<Map<String, Cell>> cells =
                reports.stream().map(report -> Cell.of(report.getValues())).toList();
        List<String> left = addMetrics(table, cells, width);

        StringBuilder text = new StringBuilder(caption(reports));
        for (String line : table.lines(reports.size())) {
            text.append(line).append('\n');
        }
        if (!left.isEmpty()) {
            text.append("not shown for lack of width: ")
                    .append(String.join(", ", left))
                    .append('\n');
        }
        for (String note : notes(cells, allNotes)) {
            text.append(note).append('\n');
        }
        return text.toString();
    }

    /** One report on a line, its metrics as {@code name=value}. */
    public static String line(MetricReport report) {
        StringBuilder line = new StringBuilder(stretch(report.getWindow()));
        for (String part : List.of(
                name(report),
                report.getPlan(),
                report.getModelId(),
                report.getModelVersion(),
                report.getTraining() == null ? "" : report.getStage(),
                report.getRunId(),
                report.getDataset(),
                report.getSlice())) {
            line.append(part.isEmpty() ? "" : "  " + part);
        }
        String revision = revision(report).replace(' ', ',');
        line.append(revision.isEmpty() ? " " : "  rev=" + revision);
        line.append(" rows=").append(report.getCounts().getPredictions());
        if (report.getTraining() == null) {
            line.append(" labelled=").append(coverage(report.getCounts()));
        }
        Cell.of(report.getValues())
                .forEach((name, cell) ->
                        line.append(' ').append(name).append('=').append(cell.text()));
        line.append(lacks(report).isEmpty() ? "" : "  incomplete: " + lacks(report));
        return printable(line.toString()) + "\n";
    }

    /** Says once what it would say on every line. */
    private static String caption(List<MetricReport> reports) {
        MetricReport first = reports.get(0);
        boolean oneModel = reports.stream()
                .allMatch(report -> report.getModelId().equals(first.getModelId())
                        && report.getPlan().equals(first.getPlan()));
        return oneModel ? printable("model " + first.getModelId() + ", plan " + first.getPlan()) + "\n" : "";
    }

    private static List<TextTable.Column> identity(List<MetricReport> reports) {
        List<TextTable.Column> columns = new ArrayList<>();
        List.of(
                        optional("plan", reports, MetricReport::getPlan, true),
                        optional("model", reports, MetricReport::getModelId, true),
                        optional("version", reports, MetricReport::getModelVersion, false),
                        optional("stage", reports, MetricReport::getStage, true),
                        optional("run", reports, MetricReport::getRunId, false),
                        optional("attempt", reports, ReportTable::attempt, true),
                        optional("dataset", reports, MetricReport::getDataset, false),
                        optional("slice", reports, MetricReport::getSlice, false))
                .forEach(columns::addAll);
        columns.add(column("window", false, reports, ReportTable::name));
        columns.add(column("from - to (UTC)", false, reports, report -> stretch(report.getWindow())));
        columns.add(column(
                "rows",
                true,
                reports,
                report -> Long.toString(report.getCounts().getPredictions())));
        if (reports.stream().anyMatch(report -> report.getTraining() == null)) {
            columns.add(column("labelled", true, reports, report -> coverage(report.getCounts())));
            columns.add(column("rev", true, reports, ReportTable::revision));
        }
        columns.addAll(optional("lacks", reports, ReportTable::lacks, false));
        return columns;
    }

    private static List<TextTable.Column> optional(
            String name, List<MetricReport> reports, Function<MetricReport, String> value, boolean onlyIfTheyDiffer) {
        Set<String> values = new LinkedHashSet<>();
        reports.forEach(report -> values.add(value.apply(report)));
        boolean says = onlyIfTheyDiffer ? values.size() > 1 : !values.equals(Set.of(""));
        return says ? List.of(column(name, false, reports, value)) : List.of();
    }

    private static TextTable.Column column(
            String name, boolean toTheRight, List<MetricReport> reports, Function<MetricReport, String> value) {
        return new TextTable.Column(
                name,
                toTheRight,
                reports.stream().map(report -> printable(value.apply(report))).toList());
    }

    /** Adds the first metrics, as many as fit, in the order of the plan; returns the names of the others. */
    private static List<String> addMetrics(TextTable table, List<Map<String, Cell>> cells, int width) {
        Set<String> names = new LinkedHashSet<>();
        cells.forEach(row -> names.addAll(row.keySet()));
        List<String> left = new ArrayList<>();
        for (String name : names) {
            TextTable.Column column = new TextTable.Column(
                    printable(name),
                    true,
                    cells.stream()
                            .map(row -> row.containsKey(name) ? row.get(name).text() : "")
                            .toList());
            if (left.isEmpty() && table.widthWith(column) <= width) {
                table.add(column);
            } else {
                left.add(column.name());
            }
        }
        return left;
    }

    private static List<String> notes(List<Map<String, Cell>> cells, boolean all) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (Map<String, Cell> row : cells) {
            row.forEach((name, cell) -> {
                if (!cell.reason().isEmpty()) {
                    counts.merge("- " + printable(name) + ": " + printable(cell.reason()), 1, Integer::sum);
                }
            });
        }
        List<String> notes = new ArrayList<>(counts.keySet());
        if (all || notes.size() <= NOTES + 1) {
            return notes;
        }
        List<String> first = new ArrayList<>(notes.subList(0, NOTES));
        first.add("- and " + (notes.size() - NOTES) + " more; --reasons shows all");
        return first;
    }

    private static String name(MetricReport report) {
        Window window = report.getWindow();
        TrainingProgress training = report.getTraining();
        String epoch =
                training != null && window.getKind() == WindowKind.STEP ? " of epoch " + training.getEpoch() : "";
        return window.getNumber() == null ? window.getName() : window.getName() + " " + window.getNumber() + epoch;
    }

    private static String attempt(MetricReport report) {
        TrainingProgress training = report.getTraining();
        return training == null ? "" : Integer.toString(training.getAttempt());
    }

    /** What a step or an epoch that is not complete was reported without. */
    private static String lacks(MetricReport report) {
        TrainingProgress training = report.getTraining();
        return training == null ? "" : String.join("; ", training.getMissing());
    }

    /** A running window's revision counts periods since 1970, which tells a person nothing. */
    private static String revision(MetricReport report) {
        if (report.getTraining() != null) {
            return "";
        }
        boolean counts = report.getWindow().getKind() != WindowKind.RUNNING;
        return ((counts ? report.getRevision() : "") + (report.getFinal$() ? " final" : "")).strip();
    }

    private static String coverage(Counts counts) {
        return counts.getPredictions() == 0
                ? "-"
                : String.format(Locale.ROOT, "%.1f%%", 100.0 * counts.getLabelled() / counts.getPredictions());
    }

    private static String stretch(Window window) {
        ZonedDateTime start = window.getStart().atZone(ZoneOffset.UTC);
        ZonedDateTime end = window.getEnd().atZone(ZoneOffset.UTC);
        DateTimeFormatter clock = clock(window.getStart(), window.getEnd());
        if (window.getKind() == WindowKind.RUNNING) {
            return "until " + DAY.format(end) + " " + clock.format(end);
        }
        // The day of the end goes without saying where the window is shorter than one.
        boolean withinADay = Duration.between(start, end).compareTo(Duration.ofDays(1)) < 0;
        return DAY.format(start) + " " + clock.format(start) + " - " + (withinADay ? "" : DAY.format(end) + " ")
                + clock.format(end);
    }

    private static DateTimeFormatter clock(Instant start, Instant end) {
        if (start.toEpochMilli() % 1000 != 0 || end.toEpochMilli() % 1000 != 0) {
            return MILLI;
        }
        return start.getEpochSecond() % 60 != 0 || end.getEpochSecond() % 60 != 0 ? SECOND : MINUTE;
    }

    /** Names come from a topic and may hold what a terminal would take for a command. */
    private static String printable(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }
}
