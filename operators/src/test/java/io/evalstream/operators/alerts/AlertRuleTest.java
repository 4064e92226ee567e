package io.evalstream.operators.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import io.evalstream.metrics.metric.Catalogue;
import io.evalstream.metrics.metric.Interval;
import io.evalstream.metrics.metric.Span;
import io.evalstream.metrics.metric.Value;
import io.evalstream.metrics.plan.AlertSpec;
import io.evalstream.metrics.plan.ComparisonSpec;
import io.evalstream.metrics.plan.ComparisonSpec.Contestant;
import io.evalstream.metrics.plan.ComparisonSpec.RowScore;
import io.evalstream.metrics.plan.Coverage;
import io.evalstream.metrics.plan.Plan;
import io.evalstream.metrics.plan.PlanSpec;
import io.evalstream.metrics.plan.PlanSpec.MetricSpec;
import io.evalstream.metrics.plan.WindowSpec;
import io.evalstream.metrics.state.State;
import io.evalstream.schemas.MetricReport;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rules about comparisons, and about parts of values. */
class AlertRuleTest {

    private static final MetricReport REPORT = new MetricReport();

    @ParameterizedTest
    @CsvSource({
        "CORRECT, WORSE, -0.3, -0.1, HOLDS",
        "CORRECT, WORSE, -0.1, 0.1, CLEAR",
        "CORRECT, WORSE, 0.1, 0.3, CLEAR",
        "CORRECT, BETTER, 0.1, 0.3, HOLDS",
        "CORRECT, WORSE, -0.2, 0, CLEAR",
        "SQUARED_ERROR, WORSE, 0.1, 0.3, HOLDS",
        "SQUARED_ERROR, BETTER, 0.1, 0.3, CLEAR",
        "SQUARED_ERROR, BETTER, -0.3, -0.1, HOLDS",
    })
    void aDifferenceHoldsWhereTheSequenceLeavesZeroOutOnThatSide(
            RowScore of, AlertSpec.Direction direction, double lower, double upper, Judgement expected) {
        Plan plan = comparison(of, rule("difference_anytime", null, direction));
        Value difference =
                new Value.Scalar((lower + upper) / 2, new Interval(lower, upper, 0.95, "asymptotic_sequence"));
        Finding finding = judge(plan, Map.of("difference_anytime", difference), 50);
        assertThat(finding.judgement()).isEqualTo(expected);
        assertThat(finding.value()).isEqualTo((lower + upper) / 2);
    }

    @Test
    void aDifferenceIsToldInWords() {
        Plan plan = comparison(RowScore.CORRECT, rule("difference_anytime", null, AlertSpec.Direction.WORSE));
        Value difference = new Value.Scalar(-0.2, new Interval(-0.3, -0.1, 0.95, "asymptotic_sequence"));
        assertThat(judge(plan, Map.of("difference_anytime", difference), 50).words())
                .isEqualTo("difference_anytime is -0.2, between -0.3 and -0.1 with confidence 0.95: the challenger is"
                        + " worse");
    }

    @Test
    void aPartOfAValueIsLookedAt() {
        Plan plan = comparison(RowScore.CORRECT, rule("outcomes.losses", 3.0, null));
        Value outcomes = new Value.Named(Map.of("wins", Value.scalar(1), "losses", Value.scalar(4)));
        Finding finding = judge(plan, Map.of("outcomes", outcomes), 50);
        assertThat(finding.judgement()).isEqualTo(Judgement.HOLDS);
        assertThat(finding.words()).isEqualTo("outcomes.losses is 4, above 3");
    }

    @Test
    void aValueThatIsUndefinedOrRestsOnTooLittleIsUnknown() {
        Plan plan = comparison(RowScore.CORRECT, rule("difference", 0.5, null));
        Value undefined = Value.undefined(Value.Code.TOO_FEW, "1 pair has its label");
        assertThat(judge(plan, Map.of("difference", undefined), 50))
                .isEqualTo(Finding.unknown(REPORT, "difference is not known: 1 pair has its label"));
        assertThat(judge(plan, Map.of("difference", Value.scalar(0.7)), 9))
                .isEqualTo(
                        Finding.unknown(REPORT, "difference is not known: 9 labelled predictions; the rule wants 10"));
    }

    private static AlertSpec rule(String metric, @Nullable Double above, AlertSpec.@Nullable Direction difference) {
        return new AlertSpec(
                "new_is_off",
                metric,
                "new",
                above,
                null,
                null,
                difference,
                null,
                1,
                1,
                10,
                List.of(),
                List.of(),
                "",
                "");
    }

    /** The plan of a comparison that has the rule. */
    private static Plan comparison(RowScore of, AlertSpec rule) {
        PlanSpec plan = PlanSpec.of(
                        "scores",
                        List.of("m"),
                        Map.of(),
                        List.of(MetricSpec.of("mean_squared_error")),
                        List.of(WindowSpec.running(Duration.ofMinutes(10))))
                .withComparisons(List.of(
                        new ComparisonSpec("new", new Contestant("m", "1"), new Contestant("m", "2"), of, 0.95, 100)))
                .withAlerts(List.of(rule));
        assertThat(Plan.problems(plan, Catalogue.discover())).isEmpty();
        return Plan.compile(plan.asPlan(plan.comparisons().get(0)), Catalogue.discover());
    }

    private static Finding judge(Plan plan, Map<String, Value> values, int labelled) {
        State state = plan.layout().newState();
        Coverage.add(state, labelled, labelled, 0, 0);
        return new AlertRule(plan.spec().alerts().get(0), plan)
                .judge(REPORT, values, Map.of(), Map.of(Span.window(), state));
    }
}
