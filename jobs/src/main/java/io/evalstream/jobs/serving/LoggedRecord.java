package io.evalstream.jobs.serving;

import java.util.Map;

/**
 * A record of a topic of logs.
 *
 * @param headers texts of the headers by their names in lower case
 * @param value the value's bytes
 * @param timestamp the record's own timestamp in milliseconds, or negative where it has none
 */
@SuppressWarnings("ArrayRecordComponent") // read-only by agreement; a copy per record would cost the hot path
public record LoggedRecord(Map<String, String> headers, byte[] value, long timestamp) {}
