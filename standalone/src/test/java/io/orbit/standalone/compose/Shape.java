package io.orbit.standalone.compose;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The part of the Compose Specification that the file uses, and nothing else of it. */
final class Shape {
    private static final JsonSchema SCHEMA = schema();

    private Shape() {}

    static void check(JsonNode compose, Problems problems) {
        SCHEMA.validate(compose)
                .forEach(each ->
                        problems.add(LocalFiles.COMPOSE + each.getMessage().substring(1)));
    }

    private static JsonSchema schema() {
        try (InputStream in = Shape.class.getResourceAsStream("compose-subset.schema.json")) {
            return JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
