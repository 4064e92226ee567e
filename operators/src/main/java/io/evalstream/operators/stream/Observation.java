package io.evalstream.operators.stream;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A change in what is known of one prediction: by how much it changes the counts a report rests on, and the joined row
 * that is added or retracted.
 *
 * @param series whose metrics it counts in
 * @param id label scope and prediction id
 * @param eventTime event time of the prediction, in milliseconds
 * @param slices the slices of its series that it belongs to, besides that of all rows
 * @param predictions change of the number of predictions
 * @param duplicates change of the number of repeated labels
 * @param corrections change of the number of corrected labels
 * @param multiplicity +1 where the row is added, −1 where it is retracted, 0 where there is none
 * @param prediction the prediction's columns
 * @param label the label's columns, or null where there is no row
 * @param labelDelay milliseconds from the prediction to its label
 * @param origin where the label came from, or null where there is no row
 */
@SuppressWarnings("ArrayRecordComponent") // read-only by agreement; a copy per row would cost the hot path
public record Observation(
        SeriesKey series,
        String id,
        long eventTime,
        List<String> slices,
        int predictions,
        int duplicates,
        int corrections,
        int multiplicity,
        byte[] prediction,
        byte @Nullable [] label,
        long labelDelay,
        Incoming.@Nullable Origin origin)
        implements Joined {}
