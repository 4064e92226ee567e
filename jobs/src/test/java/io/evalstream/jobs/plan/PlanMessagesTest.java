package io.evalstream.jobs.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.evalstream.metrics.metric.Catalogue;
import io.evalstream.metrics.metric.PlanException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The file plan-messages.txt has wrong plans, each with the message its owner reads. */
class PlanMessagesTest {

    private static final PlanFile FILES = new PlanFile(Catalogue.discover());

    record Case(String yaml, String message) {}

    @ParameterizedTest
    @MethodSource("cases")
    void aWrongPlanIsRefusedInTheseWords(Case wrong) {
        PlanException refusal = catchThrowableOfType(PlanException.class, () -> FILES.parse(wrong.yaml(), "plan.yaml"));
        assertThat(refusal).as("the plan was accepted").isNotNull();
        assertThat(refusal.getMessage()).isEqualTo(wrong.message());
    }

    static Stream<Named<Case>> cases() {
        String text;
        try {
            text = Files.readString(Path.of("src/test/resources/plan-messages.txt"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<Named<Case>> cases = new ArrayList<>();
        for (String block : text.split("(?m)^### ")) {
            if (!block.isBlank() && !block.startsWith("#")) {
                int title = block.indexOf('\n');
                String[] halves = block.substring(title + 1).split("(?m)^--->\n", 2);
                cases.add(Named.of(block.substring(0, title), new Case(halves[0], halves[1].strip())));
            }
        }
        return cases.stream();
    }
}
