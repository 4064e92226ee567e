package io.evalstream.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecordBase;

/** What holds for every codec and every record. */
class CodecLawsTest {

    @Provide
    Arbitrary<SpecificRecordBase> records() {
        return Examples.any();
    }

    @Provide
    Arbitrary<Class<? extends SpecificRecordBase>> types() {
        return Arbitraries.of(Examples.TYPES);
    }

    @Property
    void whatIsWrittenIsReadBack(@ForAll("records") SpecificRecordBase record) throws DecodeException {
        for (Codec<SpecificRecordBase> codec : codecs(record.getClass())) {
            byte[] bytes = codec.encode(record);
            SpecificRecordBase back = codec.decode(bytes);
            assertThat(back).isEqualTo(record);
            assertThat(codec.encode(back)).isEqualTo(bytes);
        }
    }

    @Property
    void beginningsAreRefused(@ForAll("records") SpecificRecordBase record, @ForAll int cut) {
        for (Codec<SpecificRecordBase> codec : codecs(record.getClass())) {
            byte[] bytes = codec.encode(record);
            byte[] beginning = Arrays.copyOf(bytes, Math.floorMod(cut, bytes.length));
            assertThat(refused(codec, beginning)).isTrue();
        }
    }

    @Property
    void bytesMoreAreRefused(@ForAll("records") SpecificRecordBase record, @ForAll byte extra) {
        byte[] bytes = new AvroCodec<>(type(record.getClass())).encode(record);
        byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
        longer[bytes.length] = extra;
        assertThat(refused(new AvroCodec<>(type(record.getClass())), longer)).isTrue();
    }

    @Property(tries = 1000)
    void damagedBytesNeverDoWorseThanBeRefused(
            @ForAll("records") SpecificRecordBase record, @ForAll int place, @ForAll byte[] damage) {
        for (Codec<SpecificRecordBase> codec : codecs(record.getClass())) {
            byte[] bytes = codec.encode(record);
            int start = Math.floorMod(place, bytes.length);
            System.arraycopy(damage, 0, bytes, start, Math.min(damage.length, bytes.length - start));
            refused(codec, bytes);
        }
    }

    @Property(tries = 1000)
    void anyBytesNeverDoWorseThanBeRefused(
            @ForAll("types") Class<? extends SpecificRecordBase> type, @ForAll byte[] bytes) {
        codecs(type).forEach(codec -> refused(codec, bytes));
    }

    @Property(tries = 1000)
    void anyTextNeverDoesWorseThanBeRefused(
            @ForAll("types") Class<? extends SpecificRecordBase> type, @ForAll("almostJson") String text) {
        codecs(type).forEach(codec -> refused(codec, text.getBytes(StandardCharsets.UTF_8)));
    }

    @Provide
    Arbitrary<String> almostJson() {
        List<String> names = Examples.TYPES.stream()
                .flatMap(type -> SpecificData.get().getSchema(type).getFields().stream())
                .map(field -> '"' + field.name() + '"')
                .toList();
        Arbitrary<String> leaf = Arbitraries.of(
                        "1", "-1", "1e999", "0.5", "99999999999999999999", "\"NaN\"", "\"x\"", "true")
                .injectNull(0.1)
                .map(String::valueOf);
        Arbitrary<String> value = Arbitraries.recursive(
                () -> leaf,
                inner -> Arbitraries.oneOf(
                        inner.list().ofMaxSize(3).map(items -> "[" + String.join(",", items) + "]"),
                        object(names, inner)),
                0,
                3);
        return object(names, value);
    }

    private static Arbitrary<String> object(List<String> names, Arbitrary<String> value) {
        return Combinators.combine(Arbitraries.of(names), value)
                .as((name, inner) -> name + ":" + inner)
                .list()
                .ofMaxSize(8)
                .map(fields -> "{" + String.join(",", fields) + "}");
    }

    private static List<Codec<SpecificRecordBase>> codecs(Class<? extends SpecificRecordBase> type) {
        return List.of(new AvroCodec<>(type(type)), new JsonCodec<>(type(type)));
    }

    @SuppressWarnings("unchecked")
    private static Class<SpecificRecordBase> type(Class<? extends SpecificRecordBase> type) {
        return (Class<SpecificRecordBase>) type;
    }

    /** Whether the bytes are refused; anything but a refusal or a record escapes as the exception that it is. */
    private static boolean refused(Codec<?> codec, byte[] bytes) {
        try {
            codec.decode(bytes);
            return false;
        } catch (DecodeException e) {
            assertThat(e).hasMessageContaining(";");
            return true;
        }
    }
}
