package io.evalstream.metrics.ranking;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class CutsTest {

    @Property
    void a_bucket_is_the_number_of_cut_points_that_the_score_reaches(
            @ForAll @Size(min = 1, max = 40) List<@DoubleRange(min = 0, max = 1) Double> points,
            @ForAll @DoubleRange(min = -2, max = 2) double score) {
        assertBucket(Cuts.of(points), score);
        points.forEach(point -> assertBucket(Cuts.of(points), point.floatValue()));
    }

    @Property
    void equally_spaced_cut_points_are_found_at_and_beside_themselves(
            @ForAll @IntRange(min = 2, max = 3000) int count) {
        Cuts cuts = Cuts.spaced(count);
        for (double point : cuts.points()) {
            assertBucket(cuts, point);
            assertBucket(cuts, Math.nextDown(point));
            assertBucket(cuts, Math.nextUp(point));
        }
    }

    @Test
    void a_list_that_is_equally_spaced_shares_the_state_of_the_number() {
        assertThat(Cuts.of(List.of(0., .25, .5, .75, 1.)))
                .isEqualTo(Cuts.spaced(5))
                .hasToString("5");
        assertThat(Cuts.of(List.of(1., .75, .5, .25, 0.))).isNotEqualTo(Cuts.spaced(5));
    }

    private static void assertBucket(Cuts cuts, double score) {
        long reached =
                Arrays.stream(cuts.points()).filter(point -> point <= score).count();
        assertThat(cuts.bucket(score)).as("bucket of " + score).isEqualTo((int) reached);
    }
}
