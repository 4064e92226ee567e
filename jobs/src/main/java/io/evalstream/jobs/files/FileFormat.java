package io.evalstream.jobs.files;

import java.nio.file.Path;
import java.util.Locale;

/** How the rows of a file are written. */
public enum FileFormat {
    /** A header with the names of the columns, then a row per record, separated by commas, semicolons or tabs. */
    CSV,
    /** A JSON object on each line. */
    JSON_LINES;

    private static final String GZIP = ".gz";

    /** The format that a file's name says. */
    public static FileFormat of(Path file) {
        String name = withoutGzip(file);
        String suffix = name.substring(name.lastIndexOf('.') + 1);
        return switch (suffix) {
            case "csv", "tsv" -> CSV;
            case "jsonl", "ndjson", "json" -> JSON_LINES;
            default ->
                throw new IllegalArgumentException("cannot tell from the name of " + file
                        + " how it is written; call it .csv, .tsv or .jsonl, with .gz after that if it is compressed");
        };
    }

    static boolean isCompressed(Path file) {
        return lowerCaseName(file).endsWith(GZIP);
    }

    private static String withoutGzip(Path file) {
        String name = lowerCaseName(file);
        return name.endsWith(GZIP) ? name.substring(0, name.length() - GZIP.length()) : name;
    }

    private static String lowerCaseName(Path file) {
        Path name = file.getFileName();
        return name == null ? "" : name.toString().toLowerCase(Locale.ROOT);
    }
}
