package io.evalstream.metrics.golden;

import com.fasterxml.jackson.databind.JsonNode;
import io.evalstream.metrics.batch.Rejection;
import io.evalstream.metrics.metric.Value;
import io.evalstream.metrics.state.State;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Compares what a metric says with what a case has of TorchMetrics. */
record CaseJudge(GoldenCase golden, List<GoldenBatch> batches) {

    private static final double TOLERANCE = 1e-5;
    /** Steps are noisier than the whole: they rest on fewer rows. */
    private static final double STEPS_ARE_NOISIER = 10;

    private static final double SMALL_NOISE = 1e-3;
    private static final Set<String> MINUS_ONE_IS_NOTHING = Set.of("MeanAveragePrecision", "MeanIoU");

    /**
     * What differs, or null.
     *
     * @param state what the value was read from
     * @param rows how many rows there were, those that were rejected among them
     * @param expected the value of the case
     * @param inDouble its value in double arithmetic, where the case has that
     */
    @Nullable
    String difference(
            Agreement agreement,
            Value value,
            State state,
            int rows,
            List<Rejection> rejected,
            JsonNode expected,
            JsonNode inDouble) {
        if (!rejected.isEmpty()) {
            Rejection first = rejected.get(0);
            boolean undeclaredNaN = first.reason() == Rejection.Reason.NOT_A_NUMBER && expected.isTextual();
            return expected.isNull() || undeclaredNaN
                    ? null
                    : " " + rejected.size() + " rows were rejected, the first with: " + first.message();
        }
        if (value instanceof Value.Undefined undefined && undefined.code() == Value.Code.EMPTY && state.isEmpty()) {
            if (rows == 0 || everyRowIsIgnored() || saysNothing(expected)) {
                return null;
            }
        }
        return agreement.difference(value, expected, inDouble);
    }

    Agreement agreement() {
        return new Agreement(TOLERANCE, MINUS_ONE_IS_NOTHING.contains(golden.metric()));
    }

    /**
     * How a step is compared. The file says how far float32 is off in the merged value, not in the steps. A step may be off
     * by some times as much, and by what its own rows make float32 lose; where float32 lost the merged value, the numbers of
     * the steps say nothing.
     */
    Agreement stepAgreement(Value merged, List<GoldenBatch> rows) {
        Agreement exact = agreement();
        boolean lost = golden.isNoisy() && exact.difference(merged, golden.merged()) != null;
        double noise = golden.json().path("f32_noise").asDouble(0);
        double tolerance =
                TOLERANCE + Conditioning.float32Error(rows) + (noise < SMALL_NOISE ? STEPS_ARE_NOISIER * noise : 0);
        return new Agreement(lost ? Double.POSITIVE_INFINITY : tolerance, exact.minusOneIsNothing());
    }

    private boolean everyRowIsIgnored() {
        JsonNode ignored = golden.json().path("args").path("ignore_index");
        return ignored.isNumber()
                && batches.stream()
                        .flatMap(batch -> batch.numbers("target").stream())
                        .flatMapToDouble(cell -> Arrays.stream(cell.values()))
                        .allMatch(target -> target == ignored.doubleValue());
    }

    /** True for nothing but zeros, NaN and null: what TorchMetrics says of an empty state. */
    private static boolean saysNothing(JsonNode expected) {
        if (expected.isContainerNode()) {
            for (JsonNode inner : expected) {
                if (!saysNothing(inner)) {
                    return false;
                }
            }
            return true;
        }
        return !expected.isNumber() || expected.doubleValue() == 0;
    }
}
