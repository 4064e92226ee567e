package io.evalstream.schemas;

/**
 * Turns records of one type into the values of a Kafka topic and back.
 *
 * <p>A codec keeps buffers, so it belongs to one thread. It is not serializable; make it where it is used, with
 * {@link Codecs}.
 */
public interface Codec<T> {

    /**
     * The bytes of a record. Equal records give equal bytes: the keys of maps are sorted.
     *
     * @throws IllegalArgumentException if a field without a default was not set
     * @throws RegistryException if a schema registry is needed and does not answer
     */
    byte[] encode(T record);

    /**
     * The record in these bytes.
     *
     * @throws DecodeException for any bytes that are not such a record; nothing else is thrown because of the bytes
     * @throws RegistryException if a schema registry is needed and does not answer
     */
    T decode(byte[] bytes) throws DecodeException;

    /**
     * Looks at the names of a record's headers before it is decoded.
     *
     * @throws DecodeException if one says that the bytes are not what this codec would take them for
     */
    default void checkHeaders(Iterable<String> names) throws DecodeException {}
}
