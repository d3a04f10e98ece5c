package io.orbit.examples.plugin;

import io.orbit.connectors.method.Param;

/** Parameters of {@code TextMethods.slug}. */
public record Slug(
        @Param(value = "Text column to read.", required = true, example = "\"city\"")
        String column,

        @Param(value = "Column to write.", defaultsTo = "\"slug\"")
        String into) {}
