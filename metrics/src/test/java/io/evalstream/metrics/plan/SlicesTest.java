package io.evalstream.metrics.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SlicesTest {

    private static final SliceSpec RANGES =
            new SliceSpec(List.of("amount"), Map.of("amount", List.of(1.0, 2.5)), Map.of(), 10);
    private static final SliceSpec VALUES =
            new SliceSpec(List.of("country"), Map.of(), Map.of("country", List.of("DE", "7")), 10);

    @Test
    void aSliceIsNamedByItsFeaturesAndTheirValues() {
        assertThat(Slices.of(
                        List.of(SliceSpec.by("country"), SliceSpec.by("country", "device")),
                        Map.of("country", "DE", "device", true)))
                .containsExactly("country=DE", "country=DE,device=true");
    }

    @Test
    void whatIsMissingIsASliceToo() {
        assertThat(Slices.of(List.of(SliceSpec.by("country")), Map.of())).containsExactly("country=<none>");
    }

    @Test
    void aNumberIsNamedAlikeWhoeverSentIt() {
        List<SliceSpec> slices = List.of(SliceSpec.by("n"));
        assertThat(Slices.of(slices, Map.of("n", 3L))).isEqualTo(Slices.of(slices, Map.of("n", 3.0)));
        assertThat(Slices.of(slices, Map.of("n", 0.5))).containsExactly("n=0.5");
    }

    @Test
    void aCutPointBelongsToTheRangeAboveIt() {
        assertThat(range(0.99)).isEqualTo("amount=..1");
        assertThat(range(1.0)).isEqualTo("amount=1..2.5");
        assertThat(range("2.5")).isEqualTo("amount=2.5..");
        assertThat(range("much")).isEqualTo("amount=<other>");
        assertThat(range(Double.NaN)).isEqualTo("amount=<other>");
    }

    @Test
    void valuesThatAreNotDeclaredAreOneSlice() {
        assertThat(Slices.of(List.of(VALUES), Map.of("country", "FR"))).containsExactly("country=<other>");
        assertThat(Slices.of(List.of(VALUES), Map.of("country", 7L))).containsExactly("country=7");
    }

    @Test
    void noValueCanBeTakenForAnother() {
        String strange = Slices.of(List.of(SliceSpec.by("a", "b")), Map.of("a", "1,b=<other>", "b", "50%"))
                .get(0);
        assertThat(strange).isEqualTo("a=1%2Cb%3D%3Cother%3E,b=50%25");
        assertThat(Slices.dimension(strange)).isEqualTo("a,b");
        assertThat(Slices.other("a,b")).isEqualTo("a=<other>,b=<other>");
    }

    private static String range(Object value) {
        return Slices.of(List.of(RANGES), Map.of("amount", value)).get(0);
    }
}
