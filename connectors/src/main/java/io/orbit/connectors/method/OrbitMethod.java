package io.orbit.connectors.method;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Allows {@code UserMethods.javaMethod} to call this method, which is
 * {@code public static @Nullable JsonNode name(StepScope scope, JsonNode args)}. Nothing without it can be called.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface OrbitMethod {}
