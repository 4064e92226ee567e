package io.evalstream.jobs.watch;

import io.evalstream.schemas.Interval;
import io.evalstream.schemas.MetricReport;
import io.evalstream.schemas.MetricValue;
import io.evalstream.schemas.NamedValues;
import io.evalstream.schemas.Scalar;
import io.evalstream.schemas.TensorValue;
import io.evalstream.schemas.Undefined;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reports as CSV: a line for each number, which is what spreadsheets and data frames turn easiest. The elements of a tensor
 * are named {@code metric[0,1]}, the parts of a compound value {@code metric.part}; a value that is undefined is empty and
 * has its reason in the last column.
 */
public final class ReportCsv {
    /** The names of the columns. */
    public static final String HEADER = "plan,plan_version,model_id,model_version,stage,run_id,dataset,slice,"
            + "window,window_start,window_end,window_number,revision,final,"
            + "predictions,labelled,metric,value,lower,upper,reason";

    private ReportCsv() {}

    /** The lines of a report. */
    public static List<String> lines(MetricReport report) {
        List<@Nullable Object> prefix = prefix(report);
        List<String> lines = new ArrayList<>();
        add(prefix, "", report.getValues(), lines);
        return lines;
    }

    private static List<@Nullable Object> prefix(MetricReport report) {
        return Arrays.asList(
                report.getPlan(),
                report.getPlanVersion(),
                report.getModelId(),
                report.getModelVersion(),
                report.getStage(),
                report.getRunId(),
                report.getDataset(),
                report.getSlice(),
                report.getWindow().getName(),
                report.getWindow().getStart(),
                report.getWindow().getEnd(),
                report.getWindow().getNumber(),
                report.getRevision(),
                report.getFinal$(),
                report.getCounts().getPredictions(),
                report.getCounts().getLabelled());
    }

    private static void add(List<@Nullable Object> prefix, String outer, List<MetricValue> values, List<String> lines) {
        for (MetricValue value : values) {
            String name = outer + value.getName();
            Object content = value.getValue();
            if (content instanceof Scalar scalar) {
                Interval interval = scalar.getInterval();
                lines.add(line(
                        prefix,
                        name,
                        scalar.getValue(),
                        interval == null ? null : interval.getLower(),
                        interval == null ? null : interval.getUpper(),
                        null));
            } else if (content instanceof TensorValue tensor) {
                for (int i = 0; i < tensor.getValues().size(); i++) {
                    lines.add(line(
                            prefix,
                            name + place(tensor.getShape(), i),
                            tensor.getValues().get(i),
                            null,
                            null,
                            null));
                }
            } else if (content instanceof NamedValues named) {
                add(prefix, name + ".", named.getEntries(), lines);
            } else if (content instanceof Undefined undefined) {
                lines.add(line(prefix, name, null, null, null, undefined.getReason()));
            }
        }
    }

    private static String line(List<@Nullable Object> prefix, @Nullable Object... cells) {
        List<@Nullable Object> all = new ArrayList<>(prefix);
        all.addAll(Arrays.asList(cells));
        return all.stream().map(ReportCsv::cell).collect(Collectors.joining(","));
    }

    private static String cell(@Nullable Object value) {
        String text = value == null ? "" : value.toString();
        boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }

    /** The indexes of an element, such as {@code [2,0]}; nothing for a tensor without dimensions. */
    private static String place(List<Integer> shape, int index) {
        List<String> indexes = new ArrayList<>();
        int rest = index;
        for (int i = shape.size() - 1; i >= 0; i--) {
            indexes.add(0, Integer.toString(rest % shape.get(i)));
            rest /= shape.get(i);
        }
        return indexes.isEmpty() ? "" : indexes.stream().collect(Collectors.joining(",", "[", "]"));
    }
}
