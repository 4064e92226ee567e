package io.evalstream.operators;

import io.evalstream.metrics.plan.PlanSpec;
import java.io.Serializable;

/** How a plan is written down where it travels between operators and is kept in their state. */
public interface PlanText extends Serializable {

    String write(PlanSpec plan);

    /** Reads what {@link #write} wrote, be it by an earlier release. */
    PlanSpec read(String text);
}
