package io.orbit.examples.plugin;

import io.orbit.connectors.MethodProvider;
import java.util.List;

/** Found by Orbit through {@code META-INF/services/io.orbit.connectors.MethodProvider}. */
public final class TextPlugin implements MethodProvider {
    @Override
    public List<Class<?>> methodClasses() {
        return List.of(TextMethods.class);
    }
}
