package io.evalstream.metrics.batch;

import java.util.ArrayList;
import java.util.List;

/** A column of lists of texts. */
public final class TextColumn {

    private final List<List<String>> rows = new ArrayList<>();

    /** The texts of a row; none where the row lacks the column. */
    public List<String> texts(int row) {
        return rows.get(row);
    }

    /** The one text of a row that holds one. */
    public String text(int row) {
        return rows.get(row).get(0);
    }

    void append(Cell cell) {
        rows.add(cell instanceof Cell.Texts texts ? texts.values() : List.of());
    }

    void append(List<String> texts) {
        rows.add(texts);
    }

    void clear() {
        rows.clear();
    }
}
