package io.evalstream.operators;

import io.evalstream.schemas.Alert;
import io.evalstream.schemas.DeadLetter;
import io.evalstream.schemas.Diagnostics;
import io.evalstream.schemas.Unmatched;
import org.apache.flink.formats.avro.typeutils.AvroTypeInfo;
import org.apache.flink.util.OutputTag;

/** The side outputs of the operators. */
public final class Outputs {

    /** Records and rows that were turned away, with the reason. */
    public static final OutputTag<DeadLetter> DEAD_LETTERS =
            new OutputTag<>("dead-letters", new AvroTypeInfo<>(DeadLetter.class));

    /** Counters that depend on the order of arrival. */
    public static final OutputTag<Diagnostics> DIAGNOSTICS =
            new OutputTag<>("diagnostics", new AvroTypeInfo<>(Diagnostics.class));

    /** What somebody, or a training loop, may want to act on. */
    public static final OutputTag<Alert> ALERTS = new OutputTag<>("alerts", new AvroTypeInfo<>(Alert.class));

    /** What waited in the join until it expired. */
    public static final OutputTag<Unmatched> UNMATCHED =
            new OutputTag<>("unmatched", new AvroTypeInfo<>(Unmatched.class));

    private Outputs() {}
}
