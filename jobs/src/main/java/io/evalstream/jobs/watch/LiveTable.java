package io.evalstream.jobs.watch;

import io.evalstream.jobs.terminal.Screen;
import io.evalstream.schemas.MetricReport;
import java.util.List;

/** A table on a terminal that always shows the last report of each key, as many of the latest windows as there is room for. */
public final class LiveTable implements ReportOutput {
    /** Lines for the header, for notes, and for the cursor. */
    private static final int LINES_BESIDES = 9;

    private static final int LEAST_ROWS = 3;

    private final Screen screen;
    private final boolean allNotes;
    private final LastReports last = new LastReports();
    private boolean shown;

    public LiveTable(Screen screen, boolean allNotes) {
        this.screen = screen;
        this.allNotes = allNotes;
    }

    @Override
    public void show(List<MetricReport> reports) {
        reports.forEach(last::add);
        if (!shown || !reports.isEmpty()) {
            int rows = Math.max(LEAST_ROWS, screen.height() - LINES_BESIDES);
            screen.show(ReportTable.of(last.latest(rows), screen.width(), allNotes));
            shown = true;
        }
    }
}
