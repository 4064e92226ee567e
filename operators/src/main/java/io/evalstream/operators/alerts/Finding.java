package io.evalstream.operators.alerts;

import io.evalstream.schemas.MetricReport;
import org.jspecify.annotations.Nullable;

/**
 * What a rule makes of a report.
 *
 * @param value the metric's value, or null where it has none
 * @param reference what it was compared with, or null
 * @param words the same in a sentence
 */
record Finding(
        MetricReport report,
        Judgement judgement,
        @Nullable Double value,
        @Nullable Double reference,
        String words) {

    static Finding unknown(MetricReport report, String words) {
        return new Finding(report, Judgement.UNKNOWN, null, null, words);
    }
}
