package io.evalstream.operators;

import static org.assertj.core.api.Assertions.assertThat;

import io.evalstream.schemas.MetricReport;
import io.evalstream.schemas.ReportKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The final reports among many, by key: the words that say which, and the bytes. */
final class FinalReports {

    private FinalReports() {}

    /** The final reports. No key may have two, nor anything after it. */
    static Map<String, String> of(List<MetricReport> reports) throws IOException {
        Map<String, String> byKey = new TreeMap<>();
        Set<String> open = new TreeSet<>();
        for (MetricReport report : reports) {
            String key = key(report);
            assertThat(byKey)
                    .as("reported after it was final: %s", WindowStory.words(report))
                    .doesNotContainKey(key);
            if (report.getWithdrawn()) {
                assertThat(open).as("withdrawn, but never reported").contains(key);
                open.remove(key);
            } else if (report.getFinal$()) {
                byKey.put(key, text(report));
                open.remove(key);
            } else {
                open.add(key);
            }
        }
        assertThat(open).as("reported, but neither final nor withdrawn").isEmpty();
        return byKey;
    }

    static String key(MetricReport report) {
        return ReportKey.of(report).toString();
    }

    /** A report for people and, after it, its Avro bytes. */
    static String text(MetricReport report) throws IOException {
        ByteBuffer encoded = MetricReport.getEncoder().encode(report);
        byte[] bytes = new byte[encoded.remaining()];
        encoded.get(bytes);
        return report + " " + HexFormat.of().formatHex(bytes);
    }
}
