package io.evalstream.jobs.plan;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import java.io.IOException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;

/** Moments as a plan writes them. */
final class InstantText {

    static final String EXPECTED = "a moment such as 2026-03-01T00:00:00Z or 2026-03-01T01:00+01:00";
    static final String REGEX = "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]"
            + "(:[0-5][0-9]([.][0-9]{1,3})?)?(Z|[+-](0[0-9]|1[0-7]):[0-5][0-9])$";

    /** A 30th of February is the last day of that month, as the expression lets it through. */
    private static final DateTimeFormatter FORMAT =
            DateTimeFormatter.ISO_OFFSET_DATE_TIME.withResolverStyle(ResolverStyle.SMART);

    private InstantText() {}

    /** Reads what the schema lets through. */
    static final class Reader extends StdDeserializer<Instant> {

        private static final long serialVersionUID = 1L;

        Reader() {
            super(Instant.class);
        }

        @Override
        public Instant deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            return OffsetDateTime.parse(parser.getText(), FORMAT).toInstant();
        }
    }
}
