package io.evalstream.jobs.plan;

import com.fasterxml.classmate.ResolvedType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.victools.jsonschema.generator.CustomDefinition;
import com.github.victools.jsonschema.generator.CustomDefinitionProviderV2;
import com.github.victools.jsonschema.generator.FieldScope;
import com.github.victools.jsonschema.generator.MemberScope;
import com.github.victools.jsonschema.generator.Option;
import com.github.victools.jsonschema.generator.OptionPreset;
import com.github.victools.jsonschema.generator.SchemaGenerationContext;
import com.github.victools.jsonschema.generator.SchemaGenerator;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfig;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfigBuilder;
import com.github.victools.jsonschema.generator.SchemaVersion;
import io.evalstream.metrics.metric.Catalogue;
import io.evalstream.metrics.metric.DurationText;
import io.evalstream.metrics.metric.MetricDefinition;
import io.evalstream.metrics.plan.Key;
import io.evalstream.metrics.plan.PlanSpec;
import io.evalstream.metrics.plan.PlanSpec.MetricSpec;
import io.evalstream.metrics.plan.PlanSpec.SeriesField;
import io.evalstream.metrics.plan.SliceSpec;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The JSON schema of the plan file, generated from the records of a plan. It is what a file is checked by, where the
 * values of left-out keys are taken from, and what an editor can be given.
 */
public final class PlanSchema {

    private PlanSchema() {}

    /** The schema for the metrics of a catalogue. */
    public static ObjectNode generate(Catalogue catalogue) {
        SchemaGeneratorConfigBuilder builder = new SchemaGeneratorConfigBuilder(
                        SchemaVersion.DRAFT_7, OptionPreset.PLAIN_JSON)
                .with(Option.INLINE_ALL_SCHEMAS);
        builder.forFields()
                .withPropertyNameOverrideResolver(PlanSchema::keyName)
                .withDescriptionResolver(field ->
                        field.isFakeContainerItemScope() ? null : key(field).value())
                .withDefaultResolver(field -> field.isFakeContainerItemScope()
                        ? null
                        : yaml(key(field).fallback()))
                .withRequiredCheck(field -> !field.isFakeContainerItemScope()
                        && !isNullable(field)
                        && key(field).fallback().isEmpty())
                .withArrayMinItemsResolver(field -> isFilledList(field) ? 1 : null)
                .withStringMinLengthResolver(field -> field.getType().isInstanceOf(String.class) ? 1 : null)
                .withNumberInclusiveMinimumResolver(PlanSchema::least)
                .withEnumResolver(field -> isMetricName(field) ? names(catalogue) : null)
                .withInstanceAttributeOverride(PlanSchema::addExample);
        builder.forTypesInGeneral()
                .withPropertySorter(Comparator.comparingInt(PlanSchema::position))
                .withAdditionalPropertiesResolver(
                        scope -> scope.getType().getErasedType().isRecord() ? Void.class : null)
                .withCustomDefinitionProvider(PlanSchema::plain)
                .withCustomDefinitionProvider(new Shorthand(names(catalogue)));
        SchemaGeneratorConfig config = builder.build();
        JsonNode schema = new SchemaGenerator(config).generateSchema(PlanSpec.class);
        ObjectNode titled =
                config.createObjectNode().put("$schema", schema.path("$schema").asText());
        titled.put("title", "Evalstream plan");
        // Through text, since the generator keeps defaults as the objects they were given as.
        return titled.setAll((ObjectNode) YamlDocument.parse(schema.toString()).root());
    }

    /** Types that are written as plain values. */
    private static @Nullable CustomDefinition plain(ResolvedType type, SchemaGenerationContext context) {
        ObjectNode node = context.getGeneratorConfig().createObjectNode();
        if (type.isInstanceOf(Duration.class)) {
            node.put("type", "string").put("title", DurationText.EXPECTED).put("pattern", DurationText.REGEX);
        } else if (type.isInstanceOf(Instant.class)) {
            node.put("type", "string").put("title", InstantText.EXPECTED).put("pattern", InstantText.REGEX);
        } else if (type.isInstanceOf(Enum.class)) {
            ArrayNode words = node.put("type", "string").putArray("enum");
            Arrays.stream(type.getErasedType().getEnumConstants())
                    .forEach(constant -> words.add(((Enum<?>) constant).name().toLowerCase(Locale.ROOT)));
        } else if (type.isInstanceOf(Map.class)) {
            node.put("type", "object");
            if (type.typeParametersFor(Map.class).get(1).isInstanceOf(String.class)) {
                node.putObject("additionalProperties").put("type", "string");
            }
        } else {
            return null;
        }
        return new CustomDefinition(node);
    }

    /** A metric and a slice may be a name alone, and {@code series} one list instead of a list of lists. */
    private record Shorthand(List<String> metrics) implements CustomDefinitionProviderV2 {
        @Override
        public @Nullable CustomDefinition provideCustomSchemaDefinition(
                ResolvedType type, SchemaGenerationContext context) {
            @Nullable List<String> words = null;
            String title;
            if (type.isInstanceOf(MetricSpec.class)) {
                words = metrics;
                title = "the name of a metric, or a map with metric, name and args";
            } else if (type.isInstanceOf(List.class)
                    && type.typeParametersFor(List.class).get(0).isInstanceOf(SeriesField.class)) {
                words = Arrays.stream(SeriesField.values())
                        .map(field -> field.name().toLowerCase(Locale.ROOT))
                        .toList();
                title = "one of " + String.join(", ", words) + ", or a list of them";
            } else if (type.isInstanceOf(SliceSpec.class)) {
                title = "the name of a feature, or a map with by, ranges, values and max";
            } else {
                return null;
            }
            ObjectNode node = context.getGeneratorConfig().createObjectNode().put("title", title);
            ArrayNode forms = node.putArray("anyOf");
            ObjectNode word = forms.addObject().put("type", "string");
            if (words != null) {
                ArrayNode choices = word.putArray("enum");
                words.forEach(choices::add);
            }
            forms.add(context.createStandardDefinition(type, this));
            return new CustomDefinition(
                    node, CustomDefinition.INLINE_DEFINITION, CustomDefinition.EXCLUDING_ATTRIBUTES);
        }
    }

    private static List<String> names(Catalogue catalogue) {
        List<String> names = new ArrayList<>(catalogue.names());
        catalogue.definitions().stream()
                .map(MetricDefinition::torchMetrics)
                .filter(name -> !name.isEmpty())
                .sorted()
                .forEach(names::add);
        return names;
    }

    /** Keys come in the order of the record's components. */
    private static int position(MemberScope<?, ?> member) {
        RecordComponent[] components = member.getDeclaringType().getErasedType().getRecordComponents();
        return Arrays.stream(components).map(RecordComponent::getName).toList().indexOf(member.getDeclaredName());
    }

    /** A list that is required, or that has elements where it is left out, makes no sense without any. */
    private static boolean isFilledList(FieldScope field) {
        return field.isContainerType()
                && !field.isFakeContainerItemScope()
                && !key(field).fallback().equals("[]");
    }

    /** Whole numbers count something, of which there is at least one, unless there is none by default. */
    private static @Nullable BigDecimal least(FieldScope field) {
        if (field.getType().getErasedType() != int.class) {
            return null;
        }
        return key(field).fallback().equals("0") ? BigDecimal.ZERO : BigDecimal.ONE;
    }

    private static boolean isMetricName(FieldScope field) {
        return field.getDeclaringType().isInstanceOf(MetricSpec.class)
                && field.getDeclaredName().equals("metric");
    }

    private static boolean isNullable(FieldScope field) {
        return field.getRawMember().getAnnotatedType().isAnnotationPresent(Nullable.class);
    }

    private static String keyName(MemberScope<?, ?> member) {
        return ((PropertyNamingStrategies.SnakeCaseStrategy) PropertyNamingStrategies.SNAKE_CASE)
                .translate(member.getDeclaredName());
    }

    private static Key key(FieldScope field) {
        Key key = field.getAnnotation(Key.class);
        if (key == null) {
            throw new IllegalStateException(field + " is part of a plan but has no @Key; say what it is for");
        }
        return key;
    }

    private static void addExample(ObjectNode node, FieldScope field, SchemaGenerationContext context) {
        JsonNode example = yaml(key(field).example());
        if (example != null && !field.isFakeContainerItemScope()) {
            node.putArray("examples").add(example);
        }
    }

    private static @Nullable JsonNode yaml(String text) {
        return text.isEmpty() ? null : YamlDocument.parse(text).root();
    }
}
