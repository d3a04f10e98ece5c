package io.orbit.connectors.method;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes a public static method of a listed class a method that pipelines can name, as {@code ClassName.methodName}.
 *
 * <p>Shapes, by kind: {@code Dataset<Row> m(StepScope, P)} for extracts, {@code Dataset<Row> m(StepScope, P,
 * Dataset<Row>)} or {@code Dataset<Row> m(StepScope, P, Inputs)} for transforms and validations, {@code LoadReceipt
 * m(StepScope, P, Dataset<Row>)} for loads, and {@code @Nullable JsonNode m(StepScope, P)} for light methods, where
 * {@code P} is a public record whose components carry {@link Param}.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Method {
    /** A few words, for lists and forms. */
    String title();

    /** What it does, for someone who has to choose: one to three sentences. */
    String description();

    MethodKind kind();

    /** What a load still holds after a retry; empty for anything else. One of the words of the pipeline reference. */
    String guarantee() default "";

    /** Fewest inputs; only read when the method takes {@link Inputs}. */
    int minInputs() default 1;

    /** Most inputs; only read when the method takes {@link Inputs}. */
    int maxInputs() default 1;

    /** True when the method also works on an unbounded stream of rows. */
    boolean streaming() default false;

    /** Of a transform: how many rows it passes on. A validation counts, and says it itself. */
    Keeps keeps() default Keeps.ANY;

    /**
     * A step as somebody would write it, as JSON: {@code id}, {@code method}, {@code inputs} where there are several, and
     * {@code with}. It is shown on the method's page. Empty for none; then the examples of the parameters are shown.
     */
    String example() default "";
}
