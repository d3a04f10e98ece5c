package io.orbit.connectors.light;

import com.fasterxml.jackson.databind.JsonNode;
import io.orbit.connectors.method.Param;
import org.jspecify.annotations.Nullable;

/** Parameters of {@code UserMethods.noop}. */
public record Noop(
        @Param("Becomes the step's result.") @Nullable JsonNode result) {}
