package io.evalstream.metrics.text;

import io.evalstream.metrics.metric.Arguments;
import io.evalstream.metrics.metric.Metric;
import io.evalstream.metrics.metric.MetricDefinition;
import io.evalstream.metrics.metric.Parameter;
import java.util.List;
import java.util.Objects;

/** Metrics of the edits that make a prediction its reference. */
final class EditMetrics {

    private static final Edits WORDS = new Edits(Edits.Unit.WORD);

    private EditMetrics() {}

    static List<MetricDefinition> definitions() {
        return List.of(
                MetricDefinition.of(
                                "word_error_rate",
                                arguments -> Metric.of(arguments.metric(), WORDS, false, Edits::errorRate))
                        .torchMetrics("WordErrorRate")
                        .summary("Edits of words by the number of words in the references.")
                        .formula("(S + D + I) / N: substitutions, deletions and insertions, and words of the reference;"
                                + " words are what white space separates")
                        .undefinedWhen("the references have no word"),
                MetricDefinition.of(
                                "char_error_rate",
                                arguments -> Metric.of(
                                        arguments.metric(), new Edits(Edits.Unit.CHARACTER), false, Edits::errorRate))
                        .torchMetrics("CharErrorRate")
                        .summary("Edits of characters by the number of characters in the references.")
                        .formula("(S + D + I) / N, with characters (Unicode code points) in place of words")
                        .undefinedWhen("the references have no character"),
                MetricDefinition.of(
                                "match_error_rate",
                                arguments -> Metric.of(arguments.metric(), WORDS, false, Edits::matchErrorRate))
                        .torchMetrics("MatchErrorRate")
                        .summary("Edits of words by the length of the longer of prediction and reference.")
                        .formula("(S + D + I) / Σ max(|prediction|, |reference|)")
                        .undefinedWhen("no text has a word"),
                MetricDefinition.of(
                                "word_information_lost",
                                arguments -> Metric.of(arguments.metric(), WORDS, false, Edits::informationLost))
                        .torchMetrics("WordInfoLost")
                        .summary("Share of the words' information that did not come through.")
                        .formula("1 − (H / N)·(H / P): H = Σ max(|prediction|, |reference|) − edits, N words of the"
                                + " references, P of the predictions (Morris, Maier, Green, Interspeech 2004)")
                        .undefinedWhen("the predictions, or the references, have no word"),
                MetricDefinition.of(
                                "word_information_preserved",
                                arguments -> Metric.of(arguments.metric(), WORDS, true, Edits::informationPreserved))
                        .torchMetrics("WordInfoPreserved")
                        .summary("Share of the words' information that came through.")
                        .formula("(H / N)·(H / P), as for word_information_lost")
                        .undefinedWhen("the predictions, or the references, have no word"),
                MetricDefinition.of("edit_distance", EditMetrics::editDistance)
                        .torchMetrics("EditDistance")
                        .summary("Edits of characters that make a prediction its reference.")
                        .formula(
                                "insertions + deletions + substitution_cost · substitutions, least over the paths within"
                                        + " 25 of the diagonal (or, for a much longer reference, a little more), as TorchMetrics"
                                        + " searches")
                        .parameters(List.of(
                                Parameter.integer("substitution_cost", 1, "cost of substituting one character")
                                        .atLeast(0),
                                Parameter.choice(
                                        "reduction",
                                        "mean",
                                        "what becomes of the distances of the rows",
                                        "mean",
                                        "sum",
                                        "none"),
                                SentenceList.MAX_DISTINCT)),
                MetricDefinition.of(
                                "perplexity",
                                arguments -> Metric.of(
                                        arguments.metric(),
                                        new TokenLogs(arguments.integerOrNull("ignore_index")),
                                        false,
                                        TokenLogs::perplexity))
                        .torchMetrics("Perplexity")
                        .summary("How many tokens a language model hesitates between.")
                        .formula("exp(−Σ log softmax(preds)[target] / tokens)")
                        .undefinedWhen("a token's probability is too small for the type of the scores, which makes it"
                                + " infinite; every token is ignored")
                        .parameters(List.of(Parameter.integer(
                                "ignore_index", null, "token that does not count, such as a padding"))));
    }

    private static Metric editDistance(Arguments arguments) {
        SentenceScore distance = new CharacterDistance(arguments.integer("substitution_cost"));
        return switch (Objects.requireNonNullElse(arguments.textOrNull("reduction"), "none")) {
            case "mean" -> Metric.of(arguments.metric(), new SentenceSum(distance), false, SentenceSum::mean);
            case "sum" -> Metric.of(arguments.metric(), new SentenceSum(distance), false, SentenceSum::total);
            default ->
                Metric.of(
                        arguments.metric(),
                        new SentenceList(distance, arguments.integer("max_distinct")),
                        false,
                        SentenceList::read);
        };
    }
}
