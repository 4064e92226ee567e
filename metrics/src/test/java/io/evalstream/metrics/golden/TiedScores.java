package io.evalstream.metrics.golden;

import io.evalstream.metrics.batch.Cell;
import io.evalstream.metrics.batch.DataType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Scores of detections, of which only the order matters: ties, and the same scores with ties broken. */
final class TiedScores {

    private static final String COLUMN = "preds.scores";

    private TiedScores() {}

    /** True where two detections of the case have the same score. */
    static boolean areIn(List<GoldenBatch> batches) {
        SortedMap<Double, Integer> counts = counts(batches);
        return counts.size() < counts.values().stream().mapToInt(count -> count).sum();
    }

    /** The same batches with other scores in the same order, those of equal detections falling from image to image. */
    static List<GoldenBatch> broken(List<GoldenBatch> batches) {
        Map<Double, Integer> next = new TreeMap<>();
        int rank = 0;
        for (Map.Entry<Double, Integer> tied : counts(batches).entrySet()) {
            next.put(tied.getKey(), rank);
            rank += tied.getValue();
        }
        double total = rank;
        List<GoldenBatch> broken = new ArrayList<>();
        for (GoldenBatch batch : batches) {
            Map<String, List<Cell>> columns = new LinkedHashMap<>(batch.columns());
            List<Cell> cells = new ArrayList<>();
            for (Cell cell : columns.getOrDefault(COLUMN, List.of())) {
                if (cell instanceof Cell.Numbers scores) {
                    double[] values = scores.values().clone();
                    for (int i = 0; i < values.length; i++) {
                        values[i] = 1 - (next.merge(values[i], 1, Integer::sum) - 1) / total;
                    }
                    cells.add(new Cell.Numbers(values, DataType.FLOAT64, scores.shape()));
                } else {
                    cells.add(cell);
                }
            }
            columns.put(COLUMN, cells);
            broken.add(new GoldenBatch(columns, batch.alone(), batch.size()));
        }
        return broken;
    }

    /** How many detections have each score, the highest first. */
    private static SortedMap<Double, Integer> counts(List<GoldenBatch> batches) {
        SortedMap<Double, Integer> counts = new TreeMap<>(Collections.reverseOrder());
        for (GoldenBatch batch : batches) {
            for (Cell cell : batch.columns().getOrDefault(COLUMN, List.of())) {
                if (cell instanceof Cell.Numbers scores) {
                    for (double score : scores.values()) {
                        counts.merge(score, 1, Integer::sum);
                    }
                }
            }
        }
        return counts;
    }
}
