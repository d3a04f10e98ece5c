package io.orbit.connectors.registry;

import io.orbit.connectors.method.Inputs;
import io.orbit.connectors.method.LoadReceipt;
import io.orbit.connectors.method.Method;
import io.orbit.connectors.method.MethodKind;
import io.orbit.connectors.method.StepScope;
import io.orbit.connectors.method.StreamSource;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import org.apache.spark.sql.Dataset;
import org.jspecify.annotations.Nullable;

/**
 * A method that a step can name.
 *
 * @param name e.g. {@code ExtractMethods.csv}
 * @param parameters its parameter record
 * @param minInputs fewest inputs
 * @param maxInputs most inputs
 */
public record RegisteredMethod(
        String name, Method about, java.lang.reflect.Method code, Class<?> parameters, int minInputs, int maxInputs) {

    /** @throws IllegalArgumentException when the method has none of the shapes that {@link Method} describes */
    static RegisteredMethod of(java.lang.reflect.Method code) {
        Method about = code.getAnnotation(Method.class);
        String name = code.getDeclaringClass().getSimpleName() + "." + code.getName();
        Class<?>[] takes = code.getParameterTypes();
        check(Modifier.isPublic(code.getDeclaringClass().getModifiers()), name, "in a public class");
        check(Modifier.isStatic(code.getModifiers()) && Modifier.isPublic(code.getModifiers()), name, "public static");
        check(takes.length >= 2 && takes[0] == StepScope.class && takes[1].isRecord(), name, "(StepScope, record, …)");
        boolean rowsIn = about.kind() != MethodKind.EXTRACT && about.kind() != MethodKind.LIGHT;
        check(takes.length == (rowsIn ? 3 : 2), name, rowsIn ? "given its inputs" : "without inputs");
        Class<?> answers = switch (about.kind()) {
            case EXTRACT, TRANSFORM, VALIDATE -> Dataset.class;
            case LOAD -> LoadReceipt.class;
            case LIGHT -> com.fasterxml.jackson.databind.JsonNode.class;
        };
        boolean streams = about.kind() == MethodKind.EXTRACT && about.streaming();
        check(streams == (about.stream() != StreamSource.None.class), name, "an extract with streaming and stream");
        check(answers.isAssignableFrom(code.getReturnType()), name, "answering " + answers.getSimpleName());
        if (!rowsIn) {
            return new RegisteredMethod(name, about, code, takes[1], 0, 0);
        }
        if (takes[2] == Inputs.class) {
            return new RegisteredMethod(name, about, code, takes[1], about.minInputs(), about.maxInputs());
        }
        check(takes[2] == Dataset.class, name, "given Dataset<Row> or Inputs");
        return new RegisteredMethod(name, about, code, takes[1], 1, 1);
    }

    public boolean light() {
        return about.kind().light();
    }

    /** How an extract reads a stream; only for one with {@link Method#streaming}. */
    @SuppressWarnings("unchecked") // It takes the parameters of the method that names it.
    public StreamSource<Object> stream() {
        try {
            return (StreamSource<Object>)
                    about.stream().getDeclaredConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(
                    about.stream().getName() + " needs a public constructor without parameters.", e);
        }
    }

    /**
     * Runs it.
     *
     * @param with of the type {@link #parameters}
     * @param inputs null for methods without inputs
     * @return Dataset, LoadReceipt or JsonNode, by kind
     * @throws Exception whatever the method throws
     */
    public @Nullable Object invoke(StepScope scope, Object with, @Nullable Inputs inputs) throws Exception {
        try {
            if (inputs == null) {
                return code.invoke(null, scope, with);
            }
            return code.invoke(
                    null, scope, with, code.getParameterTypes()[2] == Inputs.class ? inputs : inputs.first());
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            if (e.getCause() instanceof Error cause) {
                throw cause;
            }
            throw e;
        }
    }

    private static void check(boolean holds, String name, String wanted) {
        if (!holds) {
            throw new IllegalArgumentException("Method " + name + " must be " + wanted + "; see @Method.");
        }
    }
}
