package io.evalstream.metrics.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.evalstream.metrics.batch.Cell;
import io.evalstream.metrics.batch.DataType;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.Rejection;
import io.evalstream.metrics.batch.Row;
import io.evalstream.metrics.laws.Event;
import io.evalstream.metrics.laws.Fold;
import io.evalstream.metrics.metric.Catalogue;
import io.evalstream.metrics.metric.MetricSet;
import io.evalstream.metrics.metric.PlanException;
import io.evalstream.metrics.metric.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Worked-out examples, and what texts may hold that examples seldom do. */
class TextMetricsTest {

    private static final Catalogue CATALOGUE = Catalogue.discover();

    @Test
    void theErrorRatesOfWordsReadOneStatistic() {
        Map<String, io.evalstream.metrics.metric.Metric> metrics = Map.of(
                "wer", CATALOGUE.create("word_error_rate", Map.of(), Map.of()),
                "mer", CATALOGUE.create("match_error_rate", Map.of(), Map.of()),
                "wil", CATALOGUE.create("word_information_lost", Map.of(), Map.of()),
                "wip", CATALOGUE.create("word_information_preserved", Map.of(), Map.of()));
        MetricSet set = MetricSet.of(metrics);
        assertThat(set.statistics()).hasSize(1);
        // One substitution and one insertion among 3 words predicted and 2 expected: one hit.
        Map<String, Value> values = set.compute(Fold.of(set, events(set, row(set, "a x c", "a b"))));
        assertThat(values)
                .containsEntry("wer", Value.scalar(2 / 2.0))
                .containsEntry("mer", Value.scalar(2 / 3.0))
                .containsEntry("wip", Value.scalar(1 / 6.0))
                .containsEntry("wil", Value.scalar(5 / 6.0));
    }

    @Test
    void aCharacterIsACodePoint() {
        assertThat(number("char_error_rate", Map.of(), "😀a", "😁a")).isEqualTo(1 / 2.0);
        assertThat(number("edit_distance", Map.of(), "😀", "")).isEqualTo(1);
    }

    @Test
    void wordsAreSeparatedByAnyWhiteSpace() {
        // A no-break space and an ideographic one separate; a zero-width space does not.
        assertThat(number("word_error_rate", Map.of(), "a\u00a0b\u3000c", "a b c"))
                .isZero();
        assertThat(number("word_error_rate", Map.of(), "a\u200bb", "a b")).isEqualTo(1);
    }

    @Test
    void noWordInTheReferencesIsUndefined() {
        assertThat(value("word_error_rate", Map.of(), "a", " "))
                .isInstanceOfSatisfying(
                        Value.Undefined.class,
                        undefined -> assertThat(undefined.limit()).isEqualTo(Double.POSITIVE_INFINITY));
    }

    @Test
    void aDistanceFarFromTheDiagonalIsNotSearched() {
        // 60 of 300 different letters moved from the front to the back: 120 edits, on a path outside the beam of 25.
        String front = letters(0, 60);
        String rest = letters(60, 300);
        assertThat(number("edit_distance", Map.of(), front + rest, rest + front))
                .isGreaterThan(120);
        assertThat(number("char_error_rate", Map.of(), front + rest, rest + front))
                .isEqualTo(120 / 300.0);
    }

    @Test
    void aBlockThatMovedIsOneEdit() {
        assertThat(number("translation_edit_rate", Map.of(), "c d e a b", "a b c d e"))
                .isEqualTo(1 / 5.0);
        assertThat(number("word_error_rate", Map.of(), "c d e a b", "a b c d e"))
                .isEqualTo(4 / 5.0);
    }

    @Test
    void bleuIsZeroWhereAnOrderHasNoMatchSmoothedOrNot() {
        assertThat(number("bleu_score", Map.of("smooth", true), "a b", "a c")).isZero();
        // Unigrams 2/3, bigrams 1/2, and no brevity: sqrt(1/3).
        assertThat(number("bleu_score", Map.of("n_gram", 2), "a b c", "a b d"))
                .isCloseTo(Math.sqrt(1 / 3.0), within(1e-12));
    }

    @Test
    void theClosestReferenceSaysHowLongAPredictionShouldBe() {
        // Of the lengths 1 and 3, both one from 2, the first counts: no brevity.
        assertThat(number("bleu_score", Map.of("n_gram", 1), "a b", "a", "a b c"))
                .isEqualTo(1);
        assertThat(number("bleu_score", Map.of("n_gram", 1), "a b", "a b c", "a"))
                .isCloseTo(Math.exp(1 - 3 / 2.0), within(1e-12));
    }

    @Test
    void tokenisersSetMarksApart() {
        assertThat(Tokenizer.STANDARD.tokens("It costs $1,000.50, &quot;no&quot; 5-6.", false))
                .containsExactly("It", "costs", "$", "1,000.50", ",", "\"", "no", "\"", "5", "-", "6", ".");
        assertThat(Tokenizer.INTERNATIONAL.tokens("a—b €5 1.5.", false))
                .containsExactly("a", "—", "b", "€", "5", "1.5.");
        assertThat(Tokenizer.CHINESE.tokens("今天ok", false)).containsExactly("今", "天", "ok");
        assertThat(Tokenizer.CHARACTER.tokens("A b", true)).containsExactly("a", "b");
    }

    @Test
    void rougeTakesTheBestReferenceForEachScoreByItself() {
        Value value = value("rouge_score", Map.of("rouge_keys", List.of("rouge1", "rougeL")), "a b", "b a", "a b c d");
        Map<String, Value> named = ((Value.Named) value).values();
        assertThat(named)
                .containsEntry("rouge1_fmeasure", Value.scalar(1))
                .containsEntry("rougeL_fmeasure", Value.scalar(2 * 0.5 / 1.5))
                .containsEntry("rougeL_precision", Value.scalar(1));
    }

    @Test
    void aFunctionCannotBeGivenInAPlan() {
        assertThatThrownBy(() -> set("rouge_score", Map.of("tokenizer", "split")))
                .isInstanceOf(PlanException.class)
                .hasMessageContaining("function");
    }

    @Test
    void aCostIsARealNumber() {
        assertThatThrownBy(() -> set("extended_edit_distance", Map.of("rho", 1)))
                .isInstanceOf(PlanException.class)
                .hasMessageContaining("1.0");
    }

    @Test
    void sentencesAreListedByPositionAndForgottenWhenRetracted() {
        MetricSet set = set("chrf_score", Map.of("return_sentence_level_score", true));
        Row same = row(set, "abc", "abc");
        Row other = row(set, "abc", "xyz");
        Event retracted = new Event(other, 1, 2, 0);
        List<Event> events =
                List.of(new Event(same, 1, 3, 0), retracted, new Event(other, 1, 1, 0), retracted.retracted());
        Map<String, Value> named = ((Value.Named)
                        Objects.requireNonNull(set.compute(Fold.of(set, events)).get("it")))
                .values();
        assertThat(((Value.Tensor) Objects.requireNonNull(named.get("sentence_scores"))).values())
                .hasSize(2)
                .startsWith(0);
    }

    @Test
    void aPredictionIsOneText() {
        MetricSet set = set("bleu_score", Map.of());
        Row two = new Row(set.schema())
                .set(Input.PREDS_TEXT, new Cell.Texts(List.of("a", "b")))
                .set(Input.TARGET_TEXT, new Cell.Texts(List.of("a")));
        assertThat(set.schema().check(two))
                .isNotNull()
                .extracting(Rejection::reason)
                .isEqualTo(Rejection.Reason.WRONG_WIDTH);
    }

    @Test
    void aUniformModelHesitatesBetweenAllTokens() {
        MetricSet set = set("perplexity", Map.of("ignore_index", -100));
        Row row = new Row(set.schema())
                .set(Input.PREDS, new Cell.Numbers(new double[12], DataType.FLOAT32, new int[] {3, 4}))
                .set(Input.TARGET, Cell.Numbers.vector(new double[] {0, 3, -100}, DataType.INT64));
        assertThat(set.schema().check(row)).isNull();
        Value value = Objects.requireNonNull(
                set.compute(Fold.of(set, events(set, row))).get("it"));
        assertThat(((Value.Scalar) value).value()).isCloseTo(4, within(1e-6));
    }

    private static String letters(int from, int end) {
        StringBuilder letters = new StringBuilder();
        for (int i = from; i < end; i++) {
            letters.appendCodePoint('\u4e00' + i);
        }
        return letters.toString();
    }

    private static MetricSet set(String name, Map<String, ?> arguments) {
        return MetricSet.of(Map.of("it", CATALOGUE.create(name, arguments, Map.of())));
    }

    private static double number(String name, Map<String, ?> arguments, String prediction, String... references) {
        return ((Value.Scalar) value(name, arguments, prediction, references)).value();
    }

    private static Value value(String name, Map<String, ?> arguments, String prediction, String... references) {
        MetricSet set = set(name, arguments);
        Row row = row(set, prediction, references);
        assertThat(set.schema().check(row)).isNull();
        return Objects.requireNonNull(
                set.compute(Fold.of(set, events(set, row))).get("it"));
    }

    private static Row row(MetricSet set, String prediction, String... references) {
        return new Row(set.schema())
                .set(Input.PREDS_TEXT, new Cell.Texts(List.of(prediction)))
                .set(Input.TARGET_TEXT, new Cell.Texts(List.of(references)));
    }

    private static List<Event> events(MetricSet set, Row... rows) {
        List<Event> events = new ArrayList<>();
        for (Row row : rows) {
            assertThat(row.schema()).isSameAs(set.schema());
            events.add(new Event(row, 1, 0, events.size()));
        }
        return events;
    }
}
