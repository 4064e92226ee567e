package io.evalstream.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import org.junit.jupiter.api.Test;

class CodecsTest {

    @Test
    void aFormatIsChosenByName() {
        assertThat(Codecs.of(Format.named("avro"), Label.class, "labels", null)).isInstanceOf(AvroCodec.class);
        assertThat(Codecs.of(Format.named("json"), Label.class, "labels", null)).isInstanceOf(JsonCodec.class);
        assertThat(Codecs.of(
                        Format.named("registry"),
                        Label.class,
                        "labels",
                        RegistryOptions.at(URI.create("http://localhost:8081"))))
                .isInstanceOf(RegistryCodec.class);
    }

    @Test
    void mistakesAreExplained() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Format.named("Avro"))
                .withMessage("unknown format 'Avro'; use one of avro, registry, json");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Codecs.of(Format.REGISTRY, Label.class, "labels", null))
                .withMessageContaining("no schema registry is configured; give its URL");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RegistryOptions.at(URI.create("localhost:8081")))
                .withMessageContaining("http://localhost:8081");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RegistryOptions.at(URI.create("http://ann:s3cret@localhost")))
                .withMessageNotContaining("s3cret");
    }
}
