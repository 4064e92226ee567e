package io.evalstream.jobs.tensorboard;

import io.evalstream.schemas.MetricReport;
import io.evalstream.schemas.Window;
import io.evalstream.schemas.WindowKind;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where the values of a report are drawn.
 *
 * <p>Steps and epochs of training have the tags that Lightning gives to values that are logged with {@code on_step} and
 * {@code on_epoch}: {@code train/accuracy_step}, {@code validate/accuracy_epoch/dataloader_idx_1}. All other windows are
 * tagged by model, version and window: {@code fraud/7/tumbling-1h/auroc}.
 *
 * @param directory the directory of the run, within that of all runs
 * @param before what comes before the name of a metric in a tag
 * @param after what comes after it
 * @param step where on the horizontal axis: the number of a window that is numbered, else its end in seconds
 */
record CurveName(Path directory, String before, String after, long step) {

    private static final HexFormat HEX = HexFormat.of();

    static CurveName of(MetricReport report) {
        Window window = report.getWindow();
        boolean training = window.getKind() == WindowKind.STEP || window.getKind() == WindowKind.EPOCH;
        String before = training
                ? joined(Stream.of(report.getStage()), "", "/")
                : joined(Stream.of(report.getModelId(), report.getModelVersion(), window.getName()), "", "/");
        String kind = training ? "_" + window.getKind().name().toLowerCase(Locale.ROOT) : "";
        String after = kind + joined(Stream.of(report.getDataset(), report.getSlice()), "/", "");
        Long number = window.getNumber();
        return new CurveName(
                directory(report, training),
                before,
                after,
                number == null ? window.getEnd().getEpochSecond() : number);
    }

    String tag(String metric) {
        return before + metric + after;
    }

    /** One for each run. Windows in time have no run most often, and then share the directory of their stage. */
    private static Path directory(MetricReport report, boolean training) {
        Stream<String> model =
                training ? Stream.of(report.getModelId(), report.getModelVersion()) : Stream.of(report.getStage());
        List<String> parts = Stream.of(Stream.of(report.getPlan()), model, Stream.of(report.getRunId()))
                .flatMap(part -> part)
                .filter(part -> !part.isEmpty())
                .map(CurveName::fileName)
                .toList();
        return Path.of(parts.get(0), parts.subList(1, parts.size()).toArray(String[]::new));
    }

    private static String joined(Stream<String> parts, String before, String after) {
        return parts.filter(part -> !part.isEmpty())
                .map(part -> before + part + after)
                .collect(Collectors.joining());
    }

    /** A name that every file system takes and that leads nowhere else; different names stay different. */
    private static String fileName(String name) {
        StringBuilder safe = new StringBuilder();
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            boolean plain = Character.isLetterOrDigit(b) || b == '-' || b == '_' || b == '=' || b == '+';
            boolean dot = b == '.' && !safe.isEmpty();
            safe.append(plain || dot ? String.valueOf((char) b) : "%" + HEX.toHexDigits(b));
        }
        return safe.toString();
    }
}
