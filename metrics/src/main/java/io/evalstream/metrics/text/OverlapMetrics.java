package io.evalstream.metrics.text;

import io.evalstream.metrics.metric.Arguments;
import io.evalstream.metrics.metric.Metric;
import io.evalstream.metrics.metric.MetricDefinition;
import io.evalstream.metrics.metric.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** Metrics of what predictions have in common with references. */
final class OverlapMetrics {

    private static final Parameter N_GRAM =
            Parameter.integer("n_gram", 4, "length of the longest n-grams").atLeast(1);
    private static final Parameter SMOOTH =
            Parameter.flag("smooth", false, "whether one is added to the matches and totals of the longer n-grams");
    private static final Parameter WEIGHTS = Parameter.of(
            "weights", Parameter.Type.NUMBERS, null, "a weight for each length of n-grams; equal ones by default");
    private static final Parameter LOWERCASE =
            Parameter.flag("lowercase", false, "whether upper and lower case are the same");

    private static final String BLEU_FORMULA =
            "min(1, exp(1 − r/p)) · exp(Σ wₙ log precisionₙ) over n-grams clipped to the reference that has most; r is the"
                    + " length of the closest reference (Papineni et al., ACL 2002); 0 where an n has no match, smoothed or"
                    + " not";

    private OverlapMetrics() {}

    static List<MetricDefinition> definitions() {
        String[] tokenizers =
                Arrays.stream(Tokenizer.values()).map(Tokenizer::word).toArray(String[]::new);
        return List.of(
                MetricDefinition.of("bleu_score", arguments -> bleu(arguments, Tokenizer.NONE, false))
                        .torchMetrics("BLEUScore")
                        .summary("Overlap of n-grams of words with references, less what brevity gains.")
                        .formula(BLEU_FORMULA)
                        .parameters(List.of(N_GRAM, SMOOTH, WEIGHTS)),
                MetricDefinition.of(
                                "sacre_bleu_score",
                                arguments -> bleu(
                                        arguments,
                                        Tokenizer.ofWord(arguments.text("tokenize")),
                                        arguments.flag("lowercase")))
                        .torchMetrics("SacreBLEUScore")
                        .summary("BLEU with the tokenisers that make scores comparable.")
                        .formula(BLEU_FORMULA + "; tokenisers of Post, WMT 2018")
                        .parameters(List.of(
                                N_GRAM,
                                SMOOTH,
                                Parameter.choice(
                                        "tokenize",
                                        "13a",
                                        "how texts are cut; the tokenisers that need a trained model are not there",
                                        tokenizers),
                                LOWERCASE,
                                WEIGHTS)),
                MetricDefinition.of("chrf_score", OverlapMetrics::chrf)
                        .torchMetrics("CHRFScore")
                        .summary("Overlap of n-grams of characters, and of words, with the reference that fits best.")
                        .formula("mean over the orders of (1 + β²)·P·R / (β²·P + R) (Popović, WMT 2015 and 2017)")
                        .parameters(List.of(
                                Parameter.integer("n_char_order", 6, "length of the longest n-grams of characters")
                                        .atLeast(1),
                                Parameter.integer("n_word_order", 2, "length of the longest n-grams of words")
                                        .atLeast(0),
                                Parameter.number("beta", 2.0, "how many times as much recall counts as precision")
                                        .atLeast(0),
                                LOWERCASE,
                                Parameter.flag("whitespace", false, "whether spaces are characters"),
                                SentenceList.SENTENCE_LEVEL,
                                SentenceList.MAX_DISTINCT)),
                MetricDefinition.of("rouge_score", OverlapMetrics::rouge)
                        .torchMetrics("ROUGEScore")
                        .summary("Overlap of summaries with references: n-grams and longest common subsequences.")
                        .formula(
                                "precision, recall and 2PR / (P + R) of each row, averaged (Lin 2004); tokens are runs of"
                                        + " a-z and 0-9, so other scripts score 0; sentences of rougeLsum end in . ! or ? before"
                                        + " white space")
                        .parameters(List.of(
                                Parameter.flag("use_stemmer", false, "whether words are stemmed (Porter)"),
                                noFunction("normalizer"),
                                noFunction("tokenizer"),
                                Parameter.choice(
                                        "accumulate",
                                        "best",
                                        "whether the best reference counts, or the mean of all",
                                        "best",
                                        "avg"),
                                Parameter.of(
                                        "rouge_keys",
                                        Parameter.Type.TEXTS,
                                        List.of("rouge1", "rouge2", "rougeL", "rougeLsum"),
                                        "which scores"))),
                MetricDefinition.of(
                                "squad", arguments -> Metric.of(arguments.metric(), new Answers(), true, Answers::read))
                        .torchMetrics("SQuAD")
                        .summary("Answers that are right, and their overlap in words with the right ones, in percent.")
                        .formula("case, punctuation and articles do not count; the best of the right answers does"
                                + " (Rajpurkar et al., EMNLP 2016)"));
    }

    private static Parameter noFunction(String name) {
        return Parameter.of(
                name, Parameter.Type.ANY, null, "a function in TorchMetrics; a plan has none, so only null is taken");
    }

    private static Metric bleu(Arguments arguments, Tokenizer tokenizer, boolean lowercase) {
        int order = arguments.integer("n_gram");
        boolean smooth = arguments.flag("smooth");
        List<Double> weights =
                arguments.has("weights") ? arguments.numbers("weights") : Collections.nCopies(order, 1.0 / order);
        if (weights.size() != order) {
            throw arguments.refuse("'weights' has " + weights.size() + " numbers; expected " + order
                    + ", one for each length up to 'n_gram'");
        }
        ClippedNgrams ngrams = new ClippedNgrams(order, tokenizer, lowercase);
        return Metric.of(arguments.metric(), ngrams, true, memory -> ngrams.bleu(memory, weights, smooth));
    }

    private static Metric chrf(Arguments arguments) {
        CharacterNgrams ngrams = new CharacterNgrams(
                arguments.integer("n_char_order"),
                arguments.integer("n_word_order"),
                arguments.number("beta"),
                arguments.flag("lowercase"),
                arguments.flag("whitespace"));
        Metric corpus = Metric.of(arguments.metric(), ngrams, true, ngrams::score);
        return arguments.flag("return_sentence_level_score")
                ? new SentenceList(ngrams, arguments.integer("max_distinct")).beside(corpus, ngrams::score)
                : corpus;
    }

    private static Metric rouge(Arguments arguments) {
        for (String function : List.of("normalizer", "tokenizer")) {
            if (arguments.has(function)) {
                throw arguments.refuse("'" + function + "' is given; a plan cannot hold a function, leave it out");
            }
        }
        List<String> keys = new ArrayList<>();
        for (String key : arguments.texts("rouge_keys")) {
            if (!Rouge.KEYS.contains(key)) {
                throw arguments.refuse(
                        "'rouge_keys' holds '" + key + "'; expected some of " + String.join(", ", Rouge.KEYS));
            }
            if (!keys.contains(key)) {
                keys.add(key);
            }
        }
        if (keys.isEmpty()) {
            throw arguments.refuse("'rouge_keys' is empty; name at least one of " + String.join(", ", Rouge.KEYS));
        }
        Rouge rouge = new Rouge(
                List.copyOf(keys),
                arguments.flag("use_stemmer"),
                arguments.text("accumulate").equals("best"));
        return Metric.of(arguments.metric(), rouge, true, rouge::means);
    }
}
