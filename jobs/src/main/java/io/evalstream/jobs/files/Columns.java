package io.evalstream.jobs.files;

import io.evalstream.metrics.metric.Suggestion;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Which column of a file goes where in a record.
 *
 * <p>A column goes to the field that has its name, or has it as an alias; {@code score_0}, {@code score_1}, ... go to the
 * elements of {@code scores}, and {@code score} is the only one of them; any other column becomes a feature of a prediction
 * or a tag of a label. A mapping from columns to names of fields comes before all of that. Of two columns with names for the
 * same field, the one with the field's own name wins, then the first alias; the other one is a feature or tag like any else.
 */
final class Columns {
    /** What a mapping says of a column that is to be left out. */
    static final String IGNORED = "-";

    private static final Pattern INDEXED = Pattern.compile("(.+)_(0|[1-9][0-9]{0,6})");
    private static final Target.Ignored NOWHERE = new Target.Ignored();

    private final Schema schema;
    private final Schema.Field others;
    private final Map<String, String> mapping;
    private final List<String> names;
    private final List<Target> targets;
    private final List<Vector> vectors = new ArrayList<>();

    /** The columns of the elements of a field, in the order of the elements. */
    record Vector(Schema.Field field, List<Integer> columns) {}

    private Columns(RecordKind<?> kind, Map<String, String> mapping, List<String> names) {
        this.schema = kind.schema();
        this.others = kind.others();
        this.mapping = mapping;
        this.names = names;
        this.targets = new ArrayList<>(Collections.nCopies(names.size(), NOWHERE));
        assign(kind.elements());
        requireDistinct();
        collectVectors();
    }

    /**
     * The columns with these names.
     *
     * @throws IllegalArgumentException if two of them are the same, or elements are missing between others
     */
    static Columns of(RecordKind<?> kind, List<String> names, Map<String, String> mapping) {
        return new Columns(kind, mapping, names);
    }

    /** Names of the columns, in their order. */
    List<String> names() {
        return names;
    }

    int count() {
        return targets.size();
    }

    String name(int column) {
        return names.get(column);
    }

    Target target(int column) {
        return targets.get(column);
    }

    List<Vector> vectors() {
        return vectors;
    }

    /** A file must have all columns that records cannot do without. */
    void requireComplete() {
        for (Schema.Field field : schema.getFields()) {
            if (!field.hasDefaultValue() && !targets.contains(new Target.Whole(field))) {
                String aliases = field.aliases().isEmpty()
                        ? ""
                        : " (or " + field.aliases().stream().sorted().collect(Collectors.joining(", ")) + ")";
                throw new IllegalArgumentException("there is no column " + field.name() + aliases
                        + Suggestion.of(field.name(), names) + "; the file has " + String.join(", ", names)
                        + "; rename one, or map it");
            }
        }
    }

    private void assign(Map<String, String> elements) {
        Set<Schema.Field> taken = new HashSet<>();
        for (int column = 0; column < names.size(); column++) {
            String mapped = mapping.get(names.get(column));
            if (mapped != null) {
                Target target = mapped(names.get(column), mapped, elements);
                targets.set(column, target);
                if (target instanceof Target.Whole whole && !taken.add(whole.field())) {
                    throw twice(whole.field().name(), column);
                }
            }
        }
        for (Schema.Field field : schema.getFields()) {
            List<String> known = new ArrayList<>(List.of(field.name()));
            known.addAll(field.aliases());
            for (String name : known) {
                int column = names.indexOf(name);
                if (column >= 0 && !mapping.containsKey(name) && taken.add(field)) {
                    targets.set(column, new Target.Whole(field));
                }
            }
        }
        for (int column = 0; column < names.size(); column++) {
            String name = names.get(column);
            if (targets.get(column) == NOWHERE && !mapping.containsKey(name)) {
                Target element = element(name, elements);
                targets.set(column, element != null ? element : new Target.Entry(others, name));
            }
        }
    }

    private Target mapped(String column, String name, Map<String, String> elements) {
        if (name.equals(IGNORED)) {
            return NOWHERE;
        }
        int dot = name.indexOf('.');
        Schema.Field map = dot < 0 ? null : schema.getField(name.substring(0, dot));
        if (map != null && map.schema().getType() == Schema.Type.MAP) {
            return new Target.Entry(map, name.substring(dot + 1));
        }
        Set<String> known = new TreeSet<>(elements.keySet());
        for (Schema.Field field : schema.getFields()) {
            known.add(field.name());
            known.addAll(field.aliases());
            if (field.name().equals(name) || field.aliases().contains(name)) {
                return new Target.Whole(field);
            }
        }
        Target element = element(name, elements);
        if (element == null) {
            throw new IllegalArgumentException("column '" + column + "' is mapped to '" + name
                    + "', which is no field of a " + schema.getName() + Suggestion.of(name, known) + "; use one of "
                    + String.join(", ", known) + ", " + others.name() + ".NAME, or " + IGNORED + " to leave it out");
        }
        return element;
    }

    private @Nullable Target element(String name, Map<String, String> elements) {
        Matcher indexed = INDEXED.matcher(name);
        boolean several = indexed.matches() && elements.containsKey(indexed.group(1));
        String field = elements.get(several ? indexed.group(1) : name);
        return field == null
                ? null
                : new Target.Element(schema.getField(field), several ? Integer.parseInt(indexed.group(2)) : 0);
    }

    private void requireDistinct() {
        Map<Target, Integer> seen = new HashMap<>();
        for (int column = 0; column < names.size(); column++) {
            Target target = targets.get(column);
            if (target != NOWHERE && seen.put(target, column) != null) {
                throw twice(names.get(column), column);
            }
        }
    }

    private IllegalArgumentException twice(String what, int column) {
        return new IllegalArgumentException("column '" + names.get(column) + "' gives " + what
                + " a second time; rename it, or map it to " + IGNORED + " to leave it out");
    }

    private void collectVectors() {
        Map<Schema.Field, TreeMap<Integer, Integer>> columns = new LinkedHashMap<>();
        for (int column = 0; column < names.size(); column++) {
            if (targets.get(column) instanceof Target.Element element) {
                columns.computeIfAbsent(element.field(), field -> new TreeMap<>())
                        .put(element.index(), column);
            }
        }
        columns.forEach((field, byIndex) -> {
            if (byIndex.lastKey() != byIndex.size() - 1) {
                throw new IllegalArgumentException("the columns of " + field.name() + " are numbered "
                        + byIndex.keySet() + "; number them from 0 without a gap");
            }
            if (targets.contains(new Target.Whole(field))) {
                throw new IllegalArgumentException("there is a column for all " + field.name()
                        + " and there are columns for its elements; leave out one or the other");
            }
            vectors.add(new Vector(field, List.copyOf(byIndex.values())));
        });
    }
}
