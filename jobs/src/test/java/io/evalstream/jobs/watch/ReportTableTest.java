package io.evalstream.jobs.watch;

import static io.evalstream.jobs.watch.Reports.named;
import static io.evalstream.jobs.watch.Reports.scalar;
import static io.evalstream.jobs.watch.Reports.tensor;
import static io.evalstream.jobs.watch.Reports.undefined;
import static org.assertj.core.api.Assertions.assertThat;

import io.evalstream.schemas.MetricReport;
import io.evalstream.schemas.TrainingProgress;
import io.evalstream.schemas.WindowKind;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class ReportTableTest {
    private static final int WIDE = 200;

    @Test
    void showsWhoseItIsWhatItRestsOnAndTheMetrics() {
        String table = ReportTable.of(
                List.of(
                        Reports.of(
                                "logreg",
                                "v1",
                                0,
                                3,
                                scalar("accuracy", 0.91666),
                                scalar("matthews_corrcoef", -0.5),
                                scalar("mean_squared_error", 1234.5),
                                tensor("confusion_matrix", List.of(2, 2), 1.0, 2.0, 3.0, 4.0)),
                        Reports.of(
                                "logreg",
                                "v2",
                                1,
                                0,
                                undefined("accuracy", "no labelled rows"),
                                undefined("matthews_corrcoef", "no labelled rows"))),
                WIDE,
                false);

        assertThat(table).isEqualTo("""
                        model logreg, plan digits
                                                                                                                    mean_
                                                                                                      matthews_  squared_  confusion_
                        version  window  from - to (UTC)           rows  labelled      rev  accuracy   corrcoef     error      matrix
                        v1       10m     2026-03-01 10:00 - 10:10    80     75.0%  3 final    0.9167    -0.5000   1234.50       [2x2]
                        v2       10m     2026-03-01 10:10 - 10:20    80      0.0%        0         -          -
                        - accuracy: no labelled rows
                        - matthews_corrcoef: no labelled rows
                        """);
    }

    @Test
    void stepsAndEpochsOfTrainingSayWhatTheyLackInsteadOfLabels() {
        MetricReport epoch = training(WindowKind.EPOCH, 4, List.of("rank 2 sent 9 of 10 batches"));
        MetricReport step = training(WindowKind.STEP, 12, List.of());

        assertThat(ReportTable.of(List.of(step, epoch), WIDE, false)).isEqualTo("""
                        model net, plan digits
                        run  window              from - to (UTC)           rows  lacks                        accuracy
                        r1   step 12 of epoch 4  2026-03-01 10:00 - 10:10    80                                 0.5000
                        r1   epoch 4             2026-03-01 10:00 - 10:10    80  rank 2 sent 9 of 10 batches    0.5000
                        """);
        assertThat(ReportTable.line(epoch))
                .isEqualTo("2026-03-01 10:00 - 10:10  epoch 4  digits  net  validate  r1  rows=80 accuracy=0.5000"
                        + "  incomplete: rank 2 sent 9 of 10 batches\n");
    }

    private static MetricReport training(WindowKind kind, long number, List<String> missing) {
        MetricReport report = Reports.of("net", "", 0, 3, scalar("accuracy", 0.5));
        report.setStage("validate");
        report.setRunId("r1");
        report.getWindow().setKind(kind);
        report.getWindow().setName(kind.name().toLowerCase(Locale.ROOT));
        report.getWindow().setNumber(number);
        report.setTraining(new TrainingProgress(0, 4, 3, 29L, 0L, missing, List.of()));
        return report;
    }

    @Test
    void metricsThatDoNotFitAreNamedAndNoLineIsTooLong() {
        MetricReport report = Reports.of(
                "logreg", "v1", 0, 1, scalar("accuracy", 1), scalar("precision", 0.5), scalar("recall", 0.25));
        for (int width = 60; width < 120; width++) {
            String table = ReportTable.of(List.of(report), width, false);

            int widest = Math.max(width, 62); // what says whose they are is never left out
            assertThat(table.lines().filter(line -> !line.startsWith("not shown")))
                    .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(widest));
            assertThat(table).contains("accuracy", "precision", "recall");
        }
        assertThat(ReportTable.of(List.of(report), 77, false)).contains("not shown for lack of width: ");
        assertThat(ReportTable.of(List.of(report), WIDE, false)).doesNotContain("not shown");
    }

    @Test
    void partsOfCompoundValuesHaveColumnsAndSmallVectorsAreShown() {
        String table = ReportTable.of(
                List.of(Reports.of(
                        "m",
                        "v",
                        0,
                        1,
                        named("summary", scalar("mean", 2), undefined("std", "one row")),
                        tensor("recall", List.of(2), 0.5, Double.NaN))),
                WIDE,
                false);

        assertThat(table).contains("summary.  summary.", "mean       std", "[0.5000 -]", "- summary.std: one row");
    }

    @Test
    void manyReasonsAreShortenedUnlessAllAreWanted() {
        List<MetricReport> reports = List.of(Reports.of(
                "m",
                "v",
                0,
                1,
                undefined("a", "r"),
                undefined("b", "r"),
                undefined("c", "r"),
                undefined("d", "r"),
                undefined("e", "r")));

        assertThat(ReportTable.of(reports, WIDE, false))
                .contains("- and 2 more")
                .doesNotContain("- d: r");
        assertThat(ReportTable.of(reports, WIDE, true)).contains("- d: r", "- e: r");
    }

    @Test
    void namesCannotCommandTheTerminal() {
        MetricReport report = Reports.of("\u001B[2J", "v\n1", 0, 1, scalar("a\u001B", 1));

        assertThat(ReportTable.of(List.of(report), WIDE, false))
                .contains("?[2J", "v?1")
                .doesNotContain("\u001B");
        assertThat(ReportTable.line(report)).doesNotContain("\u001B").hasLineCount(1);
    }

    @Test
    void aLineSaysTheSame() {
        assertThat(ReportTable.line(Reports.of("logreg", "v1", 0, 3, scalar("accuracy", 0.91666))))
                .isEqualTo("2026-03-01 10:00 - 10:10  10m  digits  logreg  v1"
                        + "  rev=3,final rows=80 labelled=75.0% accuracy=0.9167\n");
    }

    @Test
    void numbersKeepTheirFirstDigits() {
        assertThat(Cell.number(0.123456)).isEqualTo("0.1235");
        assertThat(Cell.number(0)).isEqualTo("0.0000");
        assertThat(Cell.number(1)).isEqualTo("1.0000");
        assertThat(Cell.number(0.00001234)).isEqualTo("1.234e-05");
        assertThat(Cell.number(123456.789)).isEqualTo("123456.79");
        assertThat(Cell.number(-5e12)).isEqualTo("-5.000e+12");
    }

    @Test
    void theLastRecordOfAKeyHoldsWhateverItsRevision() {
        LastReports last = new LastReports();
        last.add(Reports.of("b", "v", 1, 3, scalar("a", 1)));
        last.add(Reports.of("b", "v", 1, 2, scalar("a", 2)));
        last.add(Reports.of("b", "v", 0, 1, scalar("a", 3)));
        last.add(Reports.of("a", "v", 2, 1, scalar("a", 4)));

        assertThat(last.byKey()).extracting(MetricReport::getModelId).containsExactly("a", "b", "b");
        assertThat(last.byKey()).extracting(MetricReport::getRevision).containsExactly(1, 1, 2);
        assertThat(last.latest(2)).extracting(MetricReport::getRevision).containsExactly(2, 1);
    }

    @Test
    void csvHasALineForEachNumber() {
        MetricReport report = Reports.of(
                "a,b",
                "v",
                0,
                3,
                scalar("accuracy", 0.5),
                tensor("matrix", List.of(2, 2), 1.0, 2.0, 3.0, 4.0),
                undefined("recall", "no \"positives\""));
        String prefix = "digits,1,\"a,b\",v,production,,,,10m,2026-03-01T10:00:00Z,2026-03-01T10:10:00Z,,3,true,80,60,";

        assertThat(ReportCsv.lines(report))
                .containsExactly(
                        prefix + "accuracy,0.5,,,",
                        prefix + "\"matrix[0,0]\",1.0,,,",
                        prefix + "\"matrix[0,1]\",2.0,,,",
                        prefix + "\"matrix[1,0]\",3.0,,,",
                        prefix + "\"matrix[1,1]\",4.0,,,",
                        prefix + "recall,,,,\"no \"\"positives\"\"\"");
        int columns = ReportCsv.HEADER.split(",").length;
        assertThat(ReportCsv.lines(report).get(0).replace("\"a,b\"", "ab").split(",", -1))
                .hasSize(columns);
    }
}
