package io.evalstream.metrics.metric;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuggestionTest {

    private static final List<String> KNOWN =
            List.of("accuracy", "auroc", "f1_score", "mean_squared_error", "mean_absolute_error", "MeanSquaredError");

    @ParameterizedTest
    @CsvSource({
        "acuracy, accuracy",
        "acc_uracy, accuracy",
        "f1score, f1_score",
        "F1-Score, f1_score",
        "mean_sqared_error, mean_squared_error",
        "mean_absolut_eror, mean_absolute_error"
    })
    void aMistypedNameIsRecognised(String given, String meant) {
        assertThat(Suggestion.of(given, KNOWN)).isEqualTo(" (did you mean '" + meant + "'?)");
    }

    @Test
    void nothingIsSuggestedForSomethingElse() {
        assertThat(Suggestion.of("perplexity", KNOWN)).isEmpty();
        assertThat(Suggestion.of("", KNOWN)).isEmpty();
        assertThat(Suggestion.of("accuracy", List.of())).isEmpty();
    }
}
