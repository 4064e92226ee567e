package io.evalstream.operators.stream;

/** What the fold passes on to the windows: partial states and, before those that need it, what it learned of plans. */
public sealed interface Folded permits Partial, Incoming.Planned {

    /** The key it goes by. */
    SeriesKey series();
}
