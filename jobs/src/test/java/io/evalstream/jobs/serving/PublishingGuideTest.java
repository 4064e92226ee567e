package io.evalstream.jobs.serving;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.evalstream.schemas.JsonCodec;
import io.evalstream.schemas.Label;
import io.evalstream.schemas.Prediction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

/** The records in the guide for publishers are read as it says. */
class PublishingGuideTest {
    private static final Pattern EXAMPLE = Pattern.compile(
            "```text (?<side>predictions|labels) (?<format>[a-z]+)\n(?<record>.*?)```\n+```json\n(?<result>.*?)```",
            Pattern.DOTALL);
    private static final int EXAMPLES = 7;

    @Test
    void everyRecordIsReadAsTheGuideSays() throws Exception {
        String guide = Files.readString(Path.of("../docs/publishing.md"));
        Matcher examples = EXAMPLE.matcher(guide);
        int count = 0;
        while (examples.find()) {
            count++;
            ServingLog log =
                    Logs.plain(ServingFormat.named(examples.group("format")).orElseThrow());
            String record = examples.group("record");
            int brace = record.indexOf('{');
            Map<String, String> headers = new TreeMap<>();
            record.substring(0, brace).lines().filter(line -> !line.isBlank()).forEach(line -> {
                int colon = line.indexOf(": ");
                headers.put(line.substring(0, colon), line.substring(colon + 2));
            });
            String value = record.substring(brace);
            if (examples.group("side").equals("predictions")) {
                compare(Prediction.class, examples.group("result"), Logs.predictions(log, headers, value));
            } else {
                compare(Label.class, examples.group("result"), Logs.labels(log, headers, value));
            }
        }
        assertThat(count).isEqualTo(EXAMPLES).isEqualTo(guide.split("```text ", -1).length - 1);
    }

    private static <T extends SpecificRecord> void compare(Class<T> type, String result, Logs.Read<T> read)
            throws Exception {
        assertThat(read.faults()).isEmpty();
        List<T> expected = new ArrayList<>();
        try (MappingIterator<JsonNode> objects =
                new ObjectMapper().readerFor(JsonNode.class).readValues(result)) {
            while (objects.hasNextValue()) {
                byte[] json = objects.nextValue().toString().getBytes(StandardCharsets.UTF_8);
                expected.add(new JsonCodec<>(type).decode(json));
            }
        }
        assertThat(read.rows()).isEqualTo(expected);
    }
}
