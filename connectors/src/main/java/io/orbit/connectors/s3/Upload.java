package io.orbit.connectors.s3;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * An object of which the server has all parts, and which will be there, whole, when the upload is completed.
 *
 * @param to its key below the folder
 * @param id the server's name for the upload
 * @param tags of its parts, in order
 * @param bytes size of the object
 */
record Upload(String to, String id, List<String> tags, long bytes) implements Serializable {
    Upload {
        tags = List.copyOf(tags);
    }

    static Upload of(JsonNode file) {
        List<String> tags = new ArrayList<>();
        file.path("tags").forEach(tag -> tags.add(tag.asText()));
        return new Upload(
                file.path("to").asText(),
                file.path("upload").asText(),
                tags,
                file.path("bytes").asLong());
    }

    ObjectNode json() {
        ObjectNode file = JsonNodeFactory.instance
                .objectNode()
                .put("to", to)
                .put("upload", id)
                .put("bytes", bytes);
        tags.forEach(file.putArray("tags")::add);
        return file;
    }
}
