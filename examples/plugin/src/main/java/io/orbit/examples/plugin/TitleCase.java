package io.orbit.examples.plugin;

import io.orbit.connectors.method.Param;
import java.util.List;

/** Parameters of {@code TextMethods.titleCase}. */
public record TitleCase(
        @Param(value = "Text columns to change.", required = true, example = "[\"city\"]")
        List<String> columns,

        @Param(value = "Also take away spaces in front and at the end.", defaultsTo = "true")
        boolean trim) {}
