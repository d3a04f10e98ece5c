package io.orbit.schemas.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.ValidationMessage;
import io.orbit.schemas.json.Pointers;
import java.util.List;

/**
 * One thing that the schema says against a value.
 *
 * @param keyword the keyword that is broken
 * @param instance pointer to the value
 * @param path the way through the schema, one part per step
 * @param limit what the keyword says
 * @param around the schema object that the keyword stands in
 * @param value the value
 * @param property the field that is missing, unknown or misnamed; otherwise empty
 */
record SchemaFault(
        String keyword,
        String instance,
        List<String> path,
        JsonNode limit,
        JsonNode around,
        JsonNode value,
        String property) {

    static SchemaFault of(ValidationMessage message, JsonNode schema) {
        String location = message.getSchemaLocation().getFragment().toString();
        return new SchemaFault(
                message.getType(),
                message.getInstanceLocation().toString(),
                Pointers.parts(message.getEvaluationPath().toString()),
                schema.at(location),
                schema.at(Pointers.parent(location)),
                message.getInstanceNode(),
                message.getProperty() == null ? "" : message.getProperty());
    }
}
