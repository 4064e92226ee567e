package io.evalstream.metrics.ranking;

import io.evalstream.metrics.metric.Arguments;
import io.evalstream.metrics.metric.Metric;
import io.evalstream.metrics.metric.MetricDefinition;
import io.evalstream.metrics.metric.MetricFamily;
import java.util.ArrayList;
import java.util.List;

/** The curve metrics and the ranking metrics of several labels. */
public final class RankingFamily implements MetricFamily {

    @Override
    public String name() {
        return "ranking";
    }

    @Override
    public List<MetricDefinition> metrics() {
        List<MetricDefinition> all = new ArrayList<>();
        CurveMetrics.all().forEach(metric -> all.addAll(metric.definitions()));
        all.add(coverageError());
        all.add(rankingAveragePrecision());
        all.add(rankingLoss());
        all.addAll(TargetRanks.definitions());
        all.add(CalibrationCurve.definition());
        return all;
    }

    private static MetricDefinition coverageError() {
        return definition("multilabel_coverage_error", LabelRanking.Measure.COVERAGE, false)
                .torchMetrics("MultilabelCoverageError")
                .scikitLearn("coverage_error")
                .summary("How far down its ranked labels a sample must go, on average, to meet every relevant one.")
                .formula(
                        "mean of #{labels scored at least as high as the lowest relevant label}; 0 for a sample without"
                                + " relevant labels (Tsoumakas, Katakis and Vlahavas 2010)");
    }

    private static MetricDefinition rankingAveragePrecision() {
        return definition("multilabel_ranking_average_precision", LabelRanking.Measure.AVERAGE_PRECISION, true)
                .torchMetrics("MultilabelRankingAveragePrecision")
                .scikitLearn("label_ranking_average_precision_score")
                .summary(
                        "For each relevant label, the share of relevant ones among the labels scored as high or higher.")
                .formula(
                        "mean over samples of the mean over relevant labels; 1 for a sample all of whose labels, or none,"
                                + " are relevant (Tsoumakas, Katakis and Vlahavas 2010)");
    }

    private static MetricDefinition rankingLoss() {
        return definition("multilabel_ranking_loss", LabelRanking.Measure.LOSS, false)
                .torchMetrics("MultilabelRankingLoss")
                .scikitLearn("label_ranking_loss")
                .summary("The share of pairs of a relevant and an irrelevant label that are scored in the wrong order.")
                .formula(
                        "mean over samples; 0 for a sample all of whose labels, or none, are relevant. Of two labels with"
                                + " equal scores, the later one ranks higher (Tsoumakas, Katakis and Vlahavas 2010)");
    }

    private static MetricDefinition definition(String name, LabelRanking.Measure measure, boolean higherIsBetter) {
        return MetricDefinition.of(name, arguments -> create(arguments, measure, higherIsBetter))
                .parameters(List.of(CurveMetric.NUM_LABELS.mustBeGiven(), CurveMetric.IGNORE_INDEX, CurveMetric.INPUT))
                .takesWeights();
    }

    private static Metric create(Arguments arguments, LabelRanking.Measure measure, boolean higherIsBetter) {
        Normalization normalization =
                arguments.text("input").equals("logit") ? Normalization.SIGMOID : Normalization.NONE;
        Scoring scoring = new Scoring(
                Task.MULTILABEL,
                arguments.integer("num_labels"),
                normalization,
                arguments.integerOrNull("ignore_index"));
        return Metric.of(arguments.metric(), new LabelRanking(measure, scoring), higherIsBetter, LabelRanking::mean);
    }
}
