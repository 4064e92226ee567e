package io.evalstream.jobs.cli;

import io.evalstream.metrics.metric.Catalogue;
import io.evalstream.metrics.metric.MetricDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The whole catalogue as a page of Markdown. */
final class CataloguePage {

    private static final String HEAD = """
            # Metrics

            All metrics of the catalogue, by family. `evalstream metrics --markdown` writes this page, and a test fails when
            it says something else than the catalogue; `evalstream metrics NAME ARGUMENT=VALUE ...` says the same about one
            metric, with the arguments that you give.

            How to read it:

            * **Names.** A plan may say either a metric's name or its class in TorchMetrics. Arguments are called as there, and
              have the same defaults.
            * **Reads.** The columns of a row, and which event carries each. Texts come from `text` or `texts`. Of numbers,
              `preds` comes from a prediction's `scores`, `float_scores`, `value`, `values` or `label`, whichever it has;
              `target` from a label's `label` or `labels`; `indexes` from `query_id`; `weights` and `label_weights` from
              `weight`, of the prediction and of the label; the others from `value`, `values` or `scores`. A tensor in
              `outputs` that has the column's name comes first, and `columns` in a plan names another field.
              `features.NAME` comes from the prediction's feature of that name.
            * **Rows.** A metric that reads no column of the label counts every prediction from the moment it comes, and any
              other one those that have their label.
            * **Weights.** A metric that takes weights has two more arguments. With `weighted: true` (one argument, or
              one for the whole plan under `arguments`) a row counts as much as its label's `weight` says, or where
              that is absent its prediction's, or else 1 (a metric that reads nothing of the label goes by the
              prediction's); it is scikit-learn's `sample_weight`. Without it weights are not read. A weight is
              counted in whole units of `weight_unit`, by default 2^-20 (about a millionth): every multiple is exact,
              another weight is rounded to the nearest. Whole weights are best served by `weight_unit: 1`, amounts of
              money by `0.01`. A row of w units says exactly what w rows would, so state, order and retraction are as
              without weights; where a formula speaks of a number of rows, it is the sum of the weights. How many rows
              there were is not remembered, so what is undefined for one row is not for one weighted row. A weight
              that is negative, NaN or above 2^40 units turns its row away, and a total has room for 2^63 units.
              Aggregates and scores of probabilities whose formula has a w read the same weights as they are, without
              being asked and without rounding.
            * **Undefined.** Every metric is undefined for a window without rows (`EMPTY`). What is said here comes on top of it.
            * **State.** Bytes of one state, which is kept for each series and pane, with the arguments shown and defaults for
              the rest. Metrics of a plan that remember the same share one state, so a plan needs less than the sum
              (`evalstream check PLAN` tells). A map of distinct keys grows with the data, and a key that was taken back still
              counts; above its cap it is given up, and the value is undefined (`OVERFLOW`).
            * **Exact.** Counts are integers, and what rows contribute as doubles is added without rounding: order, batches and
              parallelism change no bit of a value.
            * **Retraction.** When a label is corrected, the old row is taken out. Where that is exact, the state is as if the row
              had never come.
            """;

    private final Catalogue catalogue;

    CataloguePage(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    String text() {
        Map<String, List<MetricDefinition>> families = new TreeMap<>();
        for (MetricDefinition definition : catalogue.definitions()) {
            families.computeIfAbsent(catalogue.familyOf(definition), any -> new ArrayList<>())
                    .add(definition);
        }
        StringBuilder page = new StringBuilder(HEAD);
        page.append("\n| family | metrics |\n|---|---|\n");
        families.forEach((family, metrics) -> page.append("| [")
                .append(family)
                .append("](#")
                .append(family)
                .append(") | ")
                .append(metrics.stream()
                        .map(metric -> "[" + metric.name() + "](#" + metric.name() + ")")
                        .collect(Collectors.joining(", ")))
                .append(" |\n"));
        families.forEach((family, metrics) -> {
            page.append("\n## ").append(family).append('\n');
            metrics.forEach(metric -> page.append('\n').append(new MetricSection(catalogue, metric).text()));
        });
        return page.toString();
    }
}
