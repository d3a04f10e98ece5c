package io.orbit.connectors.transform;

import com.fasterxml.jackson.databind.JsonNode;
import io.orbit.connectors.method.Param;
import java.util.Map;

/** Parameters of {@code UserMethods.filter}. */
public record Filter(
        @Param(
                value = "Rows stay for which this SQL expression is true; not those for which it is null.",
                required = true,
                example = "\"delay > :least\"",
                sql = true)
        String where,

        @Param(value = "Values of the binds, by name.", example = "{\"least\": 15}")
        Map<String, JsonNode> args) {}
