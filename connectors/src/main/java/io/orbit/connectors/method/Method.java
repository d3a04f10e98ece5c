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

    /** Why the guarantee holds: one clause that goes on after "because", without a full stop. */
    String because() default "";

    /** The parameter without which nothing is written; empty for a method that always writes, or never. */
    String writesIf() default "";

    /**
     * Values of the parameter {@code mode} with which a sink ends up right even when a retry reads other rows than the
     * attempt before, because they take the place of what is there.
     */
    String[] idempotentModes() default {};

    /**
     * What an extract writes down in a run's first attempt so that later ones read the same rows, e.g. "the offsets of each
     * partition"; empty when it writes down nothing. Without it the planner keeps the rows behind the extract.
     */
    String pins() default "";

    /** The parameter without which nothing is pinned all the same; empty when it always is. */
    String pinnedBy() default "";

    /** Fewest inputs; only read when the method takes {@link Inputs}. */
    int minInputs() default 1;

    /** Most inputs; only read when the method takes {@link Inputs}. */
    int maxInputs() default 1;

    /** True when the method also works on a stream, one micro-batch after the other; an extract then has {@link #stream}. */
    boolean streaming() default false;

    /** Of a transform: how many rows it passes on. A validation counts, and says it itself. */
    Keeps keeps() default Keeps.ANY;

    /**
     * A step as somebody would write it, as JSON: {@code id}, {@code method}, {@code inputs} where there are several, and
     * {@code with}. It is shown on the method's page. Empty for none; then the examples of the parameters are shown.
     */
    String example() default "";

    /** How an extract reads a stream; it has a constructor without parameters. */
    Class<? extends StreamSource<?>> stream() default StreamSource.None.class;
}
