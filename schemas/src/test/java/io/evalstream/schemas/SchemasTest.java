package io.evalstream.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.junit.jupiter.api.Test;

/** What holds for every schema. */
class SchemasTest {

    @Test
    void everyTypeAndFieldIsDocumented() {
        List<String> undocumented = new ArrayList<>();
        for (Schema named : namedTypes()) {
            if (isBlank(named.getDoc())) {
                undocumented.add(named.getName());
            }
            if (named.getType() == Schema.Type.RECORD) {
                for (Schema.Field field : named.getFields()) {
                    if (isBlank(field.doc())) {
                        undocumented.add(named.getName() + "." + field.name());
                    }
                }
            }
        }
        assertThat(undocumented).isEmpty();
    }

    /** Otherwise an Avro record with both names could not be read. */
    @Test
    void noNameMeansTwoFields() {
        for (Schema named : namedTypes()) {
            if (named.getType() == Schema.Type.RECORD) {
                List<String> names = new ArrayList<>();
                for (Schema.Field field : named.getFields()) {
                    names.add(field.name());
                    names.addAll(field.aliases());
                }
                assertThat(names).as(named.getName()).doesNotHaveDuplicates();
            }
        }
    }

    /** JSON tells the records of a union apart by the fields that must be there. */
    @Test
    void recordsOfAUnionDifferInTheirRequiredFields() {
        Set<Schema> unions = new HashSet<>();
        for (Schema named : namedTypes()) {
            if (named.getType() == Schema.Type.RECORD) {
                named.getFields().stream()
                        .map(Schema.Field::schema)
                        .filter(Schema::isUnion)
                        .forEach(unions::add);
            }
        }
        for (Schema union : unions) {
            List<Schema> records = union.getTypes().stream()
                    .filter(branch -> branch.getType() == Schema.Type.RECORD)
                    .toList();
            for (Schema one : records) {
                for (Schema other : records) {
                    if (!one.equals(other)) {
                        assertThat(names(other))
                                .as("%s is not a %s", other.getName(), one.getName())
                                .matches(all -> !all.containsAll(required(one)));
                    }
                }
            }
        }
    }

    private static Set<String> required(Schema record) {
        return record.getFields().stream()
                .filter(field -> !field.hasDefaultValue())
                .map(Schema.Field::name)
                .collect(Collectors.toSet());
    }

    private static Set<String> names(Schema record) {
        return record.getFields().stream().map(Schema.Field::name).collect(Collectors.toSet());
    }

    private static boolean isBlank(String doc) {
        return doc == null || doc.isBlank();
    }

    private static Set<Schema> namedTypes() {
        Set<String> seen = new HashSet<>();
        Set<Schema> named = new HashSet<>();
        Examples.TYPES.forEach(type -> collect(SpecificData.get().getSchema(type), seen, named));
        return named;
    }

    private static void collect(Schema schema, Set<String> seen, Set<Schema> named) {
        switch (schema.getType()) {
            case RECORD -> {
                if (seen.add(schema.getFullName())) {
                    named.add(schema);
                    schema.getFields().forEach(field -> collect(field.schema(), seen, named));
                }
            }
            case ENUM -> named.add(schema);
            case ARRAY -> collect(schema.getElementType(), seen, named);
            case MAP -> collect(schema.getValueType(), seen, named);
            case UNION -> schema.getTypes().forEach(branch -> collect(branch, seen, named));
            default -> {}
        }
    }
}
