package io.orbit.connectors.registry;

import io.orbit.connectors.ExtractMethods;
import io.orbit.connectors.LoadMethods;
import io.orbit.connectors.MethodProvider;
import io.orbit.connectors.UserMethods;
import io.orbit.connectors.method.Method;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;

/** All methods that steps can name here, by name. Immutable. */
public final class MethodRegistry {
    private final Map<String, RegisteredMethod> methods = new TreeMap<>();

    private MethodRegistry(List<Class<?>> classes) {
        for (Class<?> offered : classes) {
            for (java.lang.reflect.Method code : offered.getDeclaredMethods()) {
                if (code.isAnnotationPresent(Method.class)) {
                    add(RegisteredMethod.of(code));
                }
            }
        }
    }

    /** The methods that Orbit brings itself. */
    public static MethodRegistry builtIn() {
        return new MethodRegistry(builtInClasses());
    }

    /** Only the methods of these classes. */
    public static MethodRegistry ofClasses(List<Class<?>> classes) {
        return new MethodRegistry(classes);
    }

    /**
     * Orbit's methods and those of every {@link MethodProvider} that {@code loader} sees.
     *
     * @throws IllegalArgumentException when two methods have one name, or a method has a wrong shape
     */
    public static MethodRegistry load(ClassLoader loader) {
        List<Class<?>> classes = new ArrayList<>(builtInClasses());
        ServiceLoader.load(MethodProvider.class, loader).forEach(provider -> classes.addAll(provider.methodClasses()));
        return new MethodRegistry(classes);
    }

    /** @throws OrbitException UNKNOWN_METHOD */
    public RegisteredMethod find(String name) {
        RegisteredMethod method = methods.get(name);
        if (method == null) {
            throw new OrbitException(
                    ErrorCode.UNKNOWN_METHOD,
                    ("This runner has no method '%s'. It has %s. Correct the name, or give the runner the plug-in that"
                                    + " offers it.")
                            .formatted(name, methods.keySet()));
        }
        return method;
    }

    /** In the order of their names. */
    public Collection<RegisteredMethod> all() {
        return List.copyOf(methods.values());
    }

    private void add(RegisteredMethod method) {
        RegisteredMethod other = methods.put(method.name(), method);
        if (other != null) {
            throw new IllegalArgumentException("Two methods are called " + method.name() + ": in "
                    + other.code().getDeclaringClass().getName() + " and "
                    + method.code().getDeclaringClass().getName() + ".");
        }
    }

    private static List<Class<?>> builtInClasses() {
        return List.of(ExtractMethods.class, UserMethods.class, LoadMethods.class);
    }
}
