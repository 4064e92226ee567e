package io.evalstream.jobs.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.evalstream.jobs.publish.Publisher;
import io.evalstream.operators.DeviceChoice;
import io.evalstream.schemas.MetricReport;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class DemoTest {

    /** Far faster than a person could follow: the stream is published as quickly as the broker takes it. */
    private static final double AT_ONCE = 1e9;

    @Test
    @Timeout(240)
    void everyWindowOfTheStreamIsFinalInTheEnd() throws Exception {
        try (Demo demo = Demo.start(DeviceChoice.ARRAYS)) {
            Publisher.Result published = demo.publish(AT_ONCE).get();
            demo.drain();
            List<MetricReport> reports = demo.finalReports();

            assertThat(published.predictions()).isEqualTo(1438);
            assertThat(published.labels()).isEqualTo(1410);
            // Seven half hours and the running window, for each of two versions.
            assertThat(reports).hasSize(16).allMatch(MetricReport::getFinal$);
            assertThat(reports)
                    .filteredOn(report -> report.getWindow().getName().startsWith("running"))
                    .extracting(report -> report.getCounts().getLabelled())
                    .containsExactly(695L, 698L);
        }
    }
}
