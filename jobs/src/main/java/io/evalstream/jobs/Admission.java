package io.evalstream.jobs;

import io.evalstream.operators.Outputs;
import io.evalstream.operators.stream.Incoming;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;

/** Lets events of one kind pass; what was turned away goes to the dead letters and is counted. */
final class Admission<T extends Incoming> extends ProcessFunction<Incoming, T> {

    private static final long serialVersionUID = 1L;

    private final Class<T> kind;
    private transient Counter turnedAway;

    Admission(Class<T> kind) {
        this.kind = kind;
    }

    @Override
    public void open(OpenContext context) {
        turnedAway = getRuntimeContext().getMetricGroup().counter("deadLetters");
    }

    @Override
    public void processElement(Incoming incoming, Context context, Collector<T> out) {
        if (incoming instanceof Incoming.Rejected rejected) {
            turnedAway.inc();
            context.output(Outputs.DEAD_LETTERS, rejected.letter());
        } else {
            out.collect(kind.cast(incoming));
        }
    }
}
