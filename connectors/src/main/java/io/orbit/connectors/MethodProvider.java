package io.orbit.connectors;

import java.util.List;

/**
 * Offers methods to pipelines. A plug-in jar names its implementation in
 * {@code META-INF/services/io.orbit.connectors.MethodProvider} and carries the catalogue of its methods as
 * {@code META-INF/orbit/methods.json}, so that pipelines can be checked where the jar's code is never run.
 */
public interface MethodProvider {
    /**
     * Classes whose public static methods with {@link io.orbit.connectors.method.Method} are offered. The simple name of
     * a class is the first part of its methods' names and must be unique among all providers.
     */
    List<Class<?>> methodClasses();
}
