package io.orbit.connectors.light;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.orbit.connectors.method.OrbitMethod;
import io.orbit.connectors.method.StepScope;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import org.jspecify.annotations.Nullable;

/** Calls a plain Java method that its author has released for it. */
public final class JavaCalls {
    private JavaCalls() {}

    /**
     * @throws OrbitException UNKNOWN_METHOD when there is no such class or method, or it is not released
     * @throws Exception what the method throws
     */
    public static @Nullable JsonNode call(StepScope scope, Calls.JavaMethod with) throws Exception {
        Method method = find(scope, with);
        try {
            return (JsonNode) method.invoke(null, scope, with.args() == null ? MissingNode.getInstance() : with.args());
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw e;
        }
    }

    private static Method find(StepScope scope, Calls.JavaMethod with) {
        try {
            // Not initialised: nothing of a class may run before it is known to be released.
            Class<?> type = Class.forName(with.className(), false, scope.classes());
            Method method = type.getMethod(with.method(), StepScope.class, JsonNode.class);
            if (!method.isAnnotationPresent(OrbitMethod.class)) {
                throw unknown(with, "it does not carry @OrbitMethod, which would allow pipelines to call it");
            }
            if (!Modifier.isPublic(type.getModifiers())) {
                throw unknown(with, "its class is not public");
            }
            if (!Modifier.isStatic(method.getModifiers()) || !JsonNode.class.isAssignableFrom(method.getReturnType())) {
                throw unknown(with, "it is not static, or does not return JsonNode");
            }
            return method;
        } catch (ClassNotFoundException e) {
            throw unknown(with, "there is no such class on the runner's class path");
        } catch (NoSuchMethodException e) {
            throw unknown(with, "the class has no such public method with parameters (StepScope, JsonNode)");
        }
    }

    private static OrbitException unknown(Calls.JavaMethod with, String why) {
        return new OrbitException(
                ErrorCode.UNKNOWN_METHOD,
                "%s.%s cannot be called: %s.".formatted(with.className(), with.method(), why));
    }
}
