package io.evalstream.metrics.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.evalstream.metrics.laws.SampleFamily;
import io.evalstream.metrics.metric.Catalogue;
import java.util.List;
import org.junit.jupiter.api.Test;

class CaseRunnerTest {

    private static final String BATCHES =
            "'batches':[{'preds':[1,2],'target':[1,4]},{'preds':[],'target':[],'shapes':{'preds':[0],'target':[0]}},"
                    + "{'preds':[[3,5]],'target':[[3,4]]}],'dtypes':{'preds':'float32','target':'float32'}";

    @Test
    void aCaseThatAgreesPasses() {
        assertThat(mse(BATCHES + ",'step_values':[2.0,'NaN',0.5],'merged_value':1.25"))
                .isInstanceOf(Verdict.Passed.class);
    }

    @Test
    void anotherValueFails() {
        assertThat(mse(BATCHES + ",'step_values':[2.0,'NaN',0.5],'merged_value':1.2501"))
                .isInstanceOf(Verdict.Failed.class)
                .hasToString("Failed[message=merged_value: expected 1.2501, found 1.25]");
    }

    @Test
    void anotherStepFails() {
        assertThat(mse(BATCHES + ",'step_values':[2.0,'NaN',null],'merged_value':1.25"))
                .isInstanceOf(Verdict.Failed.class)
                .hasToString("Failed[message=step_values[2]: expected null, found 0.5]");
    }

    @Test
    void noiseIsForgivenUpToTheValueInDouble() {
        assertThat(mse(BATCHES
                        + ",'step_values':[9,'NaN',9],'merged_value':1.3,'merged_value_f64':1.25,'f32_noise':0.05"))
                .isInstanceOf(Verdict.Passed.class);
        assertThat(mse(BATCHES
                        + ",'step_values':[9,'NaN',9],'merged_value':1.3,'merged_value_f64':1.28,'f32_noise':0.02"))
                .isInstanceOf(Verdict.Failed.class);
    }

    @Test
    void aRejectedRowMeetsAnErrorOfAnUpdateAndNotAValue() {
        String lengths = "'batches':[{'preds':[1,2],'target':[1]}],'dtypes':{'preds':'float32','target':'float32'}";
        assertThat(mse(lengths + ",'error':'RuntimeError','error_stage':'update','error_batch':0"))
                .isInstanceOf(Verdict.Passed.class);
        assertThat(mse(lengths + ",'step_values':[0.0],'merged_value':0.0")).isInstanceOf(Verdict.Failed.class);
        assertThat(mse(BATCHES + ",'error':'RuntimeError','error_stage':'update','error_batch':0"))
                .isInstanceOf(Verdict.Failed.class);
        assertThat(mse(BATCHES + ",'error':'RuntimeError','error_stage':'compute'"))
                .isInstanceOf(Verdict.Failed.class);
    }

    @Test
    void anErrorOfTheArgumentsIsARefusedPlan() {
        assertThat(accuracy("'args':{'threshold':1.5},'batches':[],'error':'ValueError','error_stage':'init'"))
                .isInstanceOf(Verdict.Passed.class);
        assertThat(accuracy("'args':{'threshold':0.5},'batches':[],'error':'ValueError','error_stage':'init'"))
                .isInstanceOf(Verdict.Failed.class);
    }

    @Test
    void batchesThatAreJudgedDifferentlyDifferOnPurposeOnlyIfThatExplainsTheValue() {
        // Logits first: 2 hits. Then probabilities: under its own judgement 1 hit of 2, as logits 2 of 2.
        String mixed = "'args':{},'batches':[{'preds':[-3,2],'target':[0,1]},{'preds':[0.4,0.3],'target':[0,1]}],"
                + "'dtypes':{'preds':'float32','target':'int64'},'step_values':[1.0,0.5],";
        assertThat(accuracy(mixed + "'merged_value':0.75")).isInstanceOf(Verdict.Passed.class);
        assertThat(accuracy(mixed.replace("[0,1]}],", "[0,0]}],").replace("0.5]", "1.0]") + "'merged_value':1.0"))
                .isInstanceOf(Verdict.Differs.class);
        assertThat(accuracy(mixed.replace("[0,1]}],", "[0,0]}],").replace("0.5]", "1.0]") + "'merged_value':0.25"))
                .isInstanceOf(Verdict.Failed.class);
    }

    @Test
    void aMetricThatTheCatalogueLacksIsAbsentNestedOrNot() {
        assertThat(run("'metric':'Other','args':{}")).isInstanceOf(Verdict.Absent.class);
        assertThat(run("'metric':'MeanSquaredError','args':{'base':{'metric':'Other','args':{}}}"))
                .isInstanceOf(Verdict.Absent.class);
    }

    private static Verdict mse(String rest) {
        return run("'metric':'MeanSquaredError','args':{}," + rest);
    }

    private static Verdict accuracy(String rest) {
        return run("'metric':'BinaryAccuracy'," + rest);
    }

    private static Verdict run(String json) {
        try {
            GoldenCase golden =
                    new GoldenCase(new ObjectMapper().readTree(("{'id':'x'," + json + "}").replace('\'', '"')));
            return new CaseRunner(new Catalogue(List.of(new SampleFamily())), golden).run();
        } catch (java.io.IOException e) {
            throw new IllegalArgumentException(json, e);
        }
    }
}
