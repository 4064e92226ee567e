package io.evalstream.metrics.plan;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What a component of a plan's records says as a key of the plan file. The JSON schema of the file is made of it, and so
 * are the values of keys that a file leaves out. A component that may be null need not be there; any other one without a
 * fallback must.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT, ElementType.FIELD})
public @interface Key {

    /** What the key is for, in a sentence without its full stop. */
    String value();

    /** The value of a key that is left out, as YAML; empty where there is none. */
    String fallback() default "";

    /** A value to show, as YAML. */
    String example() default "";
}
