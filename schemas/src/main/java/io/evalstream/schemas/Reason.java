package io.evalstream.schemas;

/** Why a record was refused, for programs. Its name travels in {@link DeadLetter}; a sentence for people goes with it. */
public enum Reason {
    /** The bytes are not what the topic's format says: truncated, malformed, or of another format. */
    UNDECODABLE,
    /** The record names a schema that the registry does not have, or that is not Avro. */
    UNKNOWN_SCHEMA,
    /** A field without a default is absent. */
    MISSING_FIELD,
    /** A field holds another type than its schema says. */
    WRONG_TYPE,
    /** A number, class index or time does not fit its range. */
    OUT_OF_RANGE,
    /** A number is NaN or infinite where the plan reads a finite one. */
    NOT_A_NUMBER,
    /** There are more or fewer numbers than the shape or the plan says. */
    WRONG_WIDTH,
    /** No plan covers the model. */
    UNKNOWN_MODEL,
    /** A class or label is given by a name that the plan does not know. */
    UNKNOWN_CLASS,
    /** The event time is further ahead of the Kafka record's timestamp than the plan allows. */
    FUTURE_TIMESTAMP,
    /** A plan that was published cannot be, or not at this point. */
    INVALID_PLAN
}
