package io.evalstream.metrics.text;

import io.evalstream.metrics.metric.Arguments;
import io.evalstream.metrics.metric.Metric;
import io.evalstream.metrics.metric.MetricDefinition;
import io.evalstream.metrics.metric.Parameter;
import io.evalstream.metrics.metric.Value;
import io.evalstream.metrics.state.Memory;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

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
                MetricDefinition.of("translation_edit_rate", EditMetrics::translationEditRate)
                        .torchMetrics("TranslationEditRate")
                        .summary(
                                "Edits of words, where moving a stretch of them is one, by the length of the references.")
                        .formula(
                                "edits to the nearest reference / mean length of the references, with Tercom's search"
                                        + " (Snover et al., AMTA 2006); 1 where the references have no word but there are edits")
                        .parameters(List.of(
                                Parameter.flag("normalize", false, "whether punctuation is set apart"),
                                Parameter.flag("no_punctuation", false, "whether punctuation is removed"),
                                Parameter.flag("lowercase", true, "whether upper and lower case are the same"),
                                Parameter.flag(
                                        "asian_support", false, "whether this reaches Asian characters, one by one"),
                                SentenceList.SENTENCE_LEVEL,
                                SentenceList.MAX_DISTINCT)),
                MetricDefinition.of("extended_edit_distance", EditMetrics::extendedEditDistance)
                        .torchMetrics("ExtendedEditDistance")
                        .summary("Edits of characters, with jumps at spaces, by the length of the reference.")
                        .formula(
                                "min(1, (e + ρ·v) / (|reference| + ρ·v)), averaged over the rows: e costs of edits and of"
                                        + " jumps, v characters visited again or never (Stanchev, Wang, Ney, WMT 2019)")
                        .parameters(List.of(
                                Parameter.choice("language", "en", "how texts are prepared", "en", "ja"),
                                SentenceList.SENTENCE_LEVEL,
                                cost("alpha", 2.0, "cost of a jump"),
                                cost("rho", 0.3, "cost of a character visited again or never"),
                                cost("deletion", 0.2, "cost of deleting a character"),
                                cost("insertion", 1.0, "cost of inserting or substituting a character"),
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

    private static Metric translationEditRate(Arguments arguments) {
        ShiftedEdits edits = new ShiftedEdits(new TercomNormalizer(
                arguments.flag("normalize"),
                arguments.flag("no_punctuation"),
                arguments.flag("lowercase"),
                arguments.flag("asian_support")));
        Metric corpus = Metric.of(arguments.metric(), edits, false, ShiftedEdits::read);
        return withSentences(arguments, corpus, edits, ShiftedEdits::read);
    }

    private static Metric extendedEditDistance(Arguments arguments) {
        SentenceScore distance = new ExtendedEdits(
                arguments.choice("language", ExtendedEdits.Language.class),
                cost(arguments, "alpha"),
                cost(arguments, "rho"),
                cost(arguments, "deletion"),
                cost(arguments, "insertion"));
        Metric corpus = Metric.of(arguments.metric(), new SentenceSum(distance), false, SentenceSum::mean);
        return withSentences(arguments, corpus, distance, SentenceSum::mean);
    }

    private static Metric withSentences(
            Arguments arguments, Metric corpus, SentenceScore score, Function<Memory, Value> reading) {
        return arguments.flag("return_sentence_level_score")
                ? new SentenceList(score, arguments.integer("max_distinct")).beside(corpus, reading)
                : corpus;
    }

    /** A cost keeps the form it was given in: as in TorchMetrics it must be written as a real number. */
    private static Parameter cost(String name, double fallback, String description) {
        return Parameter.of(name, Parameter.Type.ANY, fallback, description + "; with a decimal point, not negative");
    }

    private static double cost(Arguments arguments, String name) {
        Object given = arguments.get(name);
        if (given instanceof Double cost && cost >= 0 && Double.isFinite(cost)) {
            return cost;
        }
        throw arguments.refuse("'" + name + "' is " + given
                + "; expected a number with a decimal point that is not negative, such as 1.0");
    }
}
