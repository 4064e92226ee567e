package io.evalstream.jobs.serving;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import io.evalstream.jobs.files.Cells;
import io.evalstream.schemas.DecodeException;
import io.evalstream.schemas.Reason;
import java.io.IOException;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Lines of SageMaker's data capture, one per record: {@code captureData} is a request with its answer, {@code
 * groundTruthData} a truth; {@code eventMetadata} has the id of the inference and its time.
 */
final class SageMakerCapture {
    private static final CsvMapper CSV =
            CsvMapper.builder().enable(CsvParser.Feature.WRAP_AS_ARRAY).build();

    private SageMakerCapture() {}

    static LoggedEvent open(LoggedRecord record, Set<LoggedEvent.Kind> wanted) throws DecodeException {
        JsonNode tree = Json.parse(record.value(), "the record");
        JsonNode metadata = tree.path("eventMetadata");
        Map<String, String> attributes = new TreeMap<>(record.headers());
        attributes.putAll(Json.plain(metadata));
        if (tree.path("groundTruthData").isObject()) {
            JsonNode truth = tree.path("groundTruthData");
            return new LoggedEvent(
                    LoggedEvent.Kind.TRUTH, attributes, metadata.path("labelTime"), content(truth, "groundTruthData"));
        }
        JsonNode captured = tree.path("captureData");
        if (!captured.isObject()) {
            throw new DecodeException(
                    Reason.UNDECODABLE,
                    "the record has neither captureData nor groundTruthData; expected lines as SageMaker's data capture"
                            + " writes them, each a record");
        }
        JsonNode time = metadata.path("inferenceTime");
        if (!captured.path("endpointOutput").isObject()) {
            if (captured.path("endpointInput").isObject()) {
                return new LoggedEvent(LoggedEvent.Kind.REQUEST, attributes, time, captured);
            }
            throw new DecodeException(
                    Reason.MISSING_FIELD,
                    "captureData has no endpointOutput; let data capture keep the output of the endpoint");
        }
        return event(
                LoggedEvent.Kind.RESPONSE,
                attributes,
                time,
                captured.path("endpointOutput"),
                "captureData.endpointOutput",
                wanted);
    }

    private static LoggedEvent event(
            LoggedEvent.Kind kind,
            Map<String, String> attributes,
            JsonNode time,
            JsonNode captured,
            String where,
            Set<LoggedEvent.Kind> wanted)
            throws DecodeException {
        JsonNode body = wanted.contains(kind) ? content(captured, where) : MissingNode.getInstance();
        return new LoggedEvent(kind, attributes, time, body);
    }

    private static JsonNode content(JsonNode captured, String where) throws DecodeException {
        String data = captured.path("data").asText("");
        String encoding = captured.path("encoding").asText("").toUpperCase(Locale.ROOT);
        String type = captured.path("observedContentType").asText("").toLowerCase(Locale.ROOT);
        try {
            if (encoding.equals("BASE64")) {
                data = new String(Base64.getDecoder().decode(data), UTF_8);
                encoding = type.contains("json") ? "JSON" : type.contains("csv") ? "CSV" : "";
            }
        } catch (IllegalArgumentException e) {
            throw new DecodeException(Reason.UNDECODABLE, where + ".data is not base64: " + e.getMessage(), e);
        }
        return switch (encoding) {
            case "CSV" -> table(data, where);
            case "JSON" -> Json.parse(data.getBytes(UTF_8), where + ".data");
            default ->
                throw new DecodeException(
                        Reason.UNDECODABLE,
                        where + " has the encoding '"
                                + captured.path("encoding").asText("") + "' and the content type '"
                                + type + "'; expected CSV or JSON, so list the content type in the capture's"
                                + " CaptureContentTypeHeader");
        };
    }

    /** A row for each line; a cell alone stands for itself. */
    private static JsonNode table(String data, String where) throws DecodeException {
        ArrayNode rows = JsonNodeFactory.instance.arrayNode();
        try (MappingIterator<String[]> lines = CSV.readerFor(String[].class).readValues(data)) {
            while (lines.hasNextValue()) {
                String[] cells = lines.nextValue();
                ArrayNode row = JsonNodeFactory.instance.arrayNode();
                for (String cell : cells) {
                    row.add(Cells.guess(cell.strip()));
                }
                if (row.size() == 1) {
                    rows.add(row.get(0));
                } else {
                    rows.add(row);
                }
            }
        } catch (IOException e) {
            throw new DecodeException(Reason.UNDECODABLE, where + ".data is not CSV: " + e.getMessage(), e);
        }
        return rows;
    }
}
