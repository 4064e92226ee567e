package io.evalstream.metrics.plan;

import java.io.Serializable;
import java.util.List;
import java.util.Map;

/** By which features the rows of a series are looked at apart, besides all of them together. */
public record SliceSpec(
        @Key(value = "names of the features; several are crossed", example = "[country, device]")
        List<String> by,

        @Key(
                value = "cut points of features that are numbers; a cut point belongs to the range above it",
                fallback = "{}",
                example = "{amount: [10, 100]}")
        Map<String, List<Double>> ranges,

        @Key(
                value = "the values of a feature that are told apart; where left out, all are, up to `max`",
                fallback = "{}",
                example = "{country: [DE, FR]}")
        Map<String, List<String>> values,

        @Key(
                value = "how many slices a window tells apart; which ones is decided by a hash, and the rest is one"
                        + " slice, named <other>",
                fallback = "100")
        int max)
        implements Serializable {

    /** All values of these features, up to a hundred combinations. */
    public static SliceSpec by(String... features) {
        return new SliceSpec(List.of(features), Map.of(), Map.of(), 100);
    }
}
