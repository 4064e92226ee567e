package io.evalstream.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.utils.AppInfoParser;
import org.junit.jupiter.api.Test;

class KafkaClientVersionTest {

    /** The connector's sink reaches into the producer by reflection, which later clients answer with an error. */
    @Test
    void theClientIsOneThatTheSinkWorksWith() {
        assertThat(AppInfoParser.getVersion()).startsWith("4.2.");
    }
}
