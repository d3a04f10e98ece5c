package io.orbit.connectors.method;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Describes one parameter of a method: a component of its parameter record, or of a record inside it.
 *
 * <p>Component types: text, numbers, booleans, enums (spelled in camelCase), {@code JsonNode} for anything, records,
 * {@code List} and {@code Map<String, …>} of these. A list or map that may be left out is then empty; anything else that
 * may be left out and has no default is null and must be {@code @Nullable}.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Param {
    /** What it means: a sentence. */
    String value();

    /** Must be given, and a list or map must hold something. */
    boolean required() default false;

    /** The default as JSON, e.g. {@code true}, {@code 5}, {@code "append"} with its quotes; empty when there is none. */
    String defaultsTo() default "";

    /** An example as JSON; empty when there is none. */
    String example() default "";

    /** SQL text: {@code ${…}} is refused in it, so that no parameter value can become SQL; binds are the way. */
    boolean sql() default false;

    /** A secret: only references to the store of credentials belong here. */
    boolean secret() default false;

    /** Smallest value of a number; {@link Long#MIN_VALUE} for none. */
    long min() default Long.MIN_VALUE;
}
