package io.evalstream.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AlertKeyTest {

    @Test
    void theKeyIsTheRuleAndWhatItIsAbout() {
        assertThat(AlertKey.of(Examples.alert()).toString())
                .isEqualTo("fraud|scorer|3|validate|r7|holdout|country=DE|stop|epoch");
    }

    @Test
    void aBarWithinAPartDoesNotEndIt() {
        Alert alert = Examples.alert();
        alert.setRule("a|b\\c");
        alert.setWindow(null);
        assertThat(AlertKey.of(alert).toString()).endsWith("|country=DE|a\\|b\\\\c|");
    }
}
