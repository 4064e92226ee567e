package io.evalstream.jobs.watch;

import java.util.ArrayList;
import java.util.List;

/** Text in columns, two spaces apart; names of columns may break at underscores, dots and spaces to be as narrow as cells. */
final class TextTable {
    private static final String GAP = "  ";

    private final List<Column> columns = new ArrayList<>();

    /** A column of cells, to be aligned at one side. */
    static final class Column {
        private final String name;
        private final boolean toTheRight;
        private final List<String> cells;
        private final List<String> header;
        private final int width;

        Column(String name, boolean toTheRight, List<String> cells) {
            this.name = name;
            this.toTheRight = toTheRight;
            this.cells = cells;
            int widest = cells.stream().mapToInt(String::length).max().orElse(0);
            this.header = broken(name, widest);
            this.width = Math.max(
                    widest, header.stream().mapToInt(String::length).max().orElse(0));
        }

        String name() {
            return name;
        }

        int width() {
            return width;
        }

        private String line(String text) {
            String padding = " ".repeat(width - text.length());
            return toTheRight ? padding + text : text + padding;
        }
    }

    void add(Column column) {
        columns.add(column);
    }

    /** The width of the table, were this column in it too. */
    int widthWith(Column another) {
        return columns.stream()
                        .mapToInt(column -> column.width() + GAP.length())
                        .sum()
                + another.width();
    }

    /** The lines of the table, its header first. */
    List<String> lines(int rows) {
        List<String> lines = new ArrayList<>();
        int height =
                columns.stream().mapToInt(column -> column.header.size()).max().orElse(0);
        for (int i = 0; i < height; i++) {
            List<String> texts = new ArrayList<>();
            for (Column column : columns) {
                int part = i - (height - column.header.size());
                texts.add(column.line(part < 0 ? "" : column.header.get(part)));
            }
            lines.add(joined(texts));
        }
        for (int row = 0; row < rows; row++) {
            List<String> texts = new ArrayList<>();
            for (Column column : columns) {
                texts.add(column.line(column.cells.get(row)));
            }
            lines.add(joined(texts));
        }
        return lines;
    }

    private static String joined(List<String> texts) {
        return String.join(GAP, texts).stripTrailing();
    }

    /** The words of a name in lines no longer than this, or than its longest word. */
    private static List<String> broken(String name, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : name.split("(?<=[_. ])")) {
            if (!line.isEmpty() && line.length() + word.stripTrailing().length() > width) {
                lines.add(line.toString().stripTrailing());
                line.setLength(0);
            }
            line.append(word);
        }
        lines.add(line.toString().stripTrailing());
        return lines;
    }
}
