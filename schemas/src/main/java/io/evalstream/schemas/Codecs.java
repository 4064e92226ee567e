package io.evalstream.schemas;

import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Makes the codec of a topic. */
public final class Codecs {
    private Codecs() {}

    /**
     * A codec for records of a type on a topic.
     *
     * @param registry where the schemas are; needed for {@link Format#REGISTRY} only
     */
    public static <T extends SpecificRecord> Codec<T> of(
            Format format, Class<T> type, String topic, @Nullable RegistryOptions registry) {
        return switch (format) {
            case AVRO -> new AvroCodec<>(type);
            case JSON -> new JsonCodec<>(type);
            case REGISTRY -> {
                if (registry == null) {
                    throw new IllegalArgumentException("topic '" + topic
                            + "' has the format registry, but no schema registry is configured;"
                            + " give its URL, or use the format avro or json");
                }
                yield new RegistryCodec<>(type, topic, new SchemaRegistry(registry));
            }
        };
    }
}
