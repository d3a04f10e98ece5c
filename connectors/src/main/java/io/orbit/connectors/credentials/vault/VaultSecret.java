package io.orbit.connectors.credentials.vault;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.orbit.connectors.credentials.Credential;
import io.orbit.schemas.OrbitException;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Finds a credential in what Vault answered to a read. */
final class VaultSecret {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private VaultSecret() {}

    /**
     * The field as a credential: an object gives its members, also when the field is a text that holds the object; any
     * other value becomes the one member, under the field's name.
     *
     * @param body of an answer with status 200 or 404
     * @throws OrbitException SECRET_NOT_FOUND
     */
    static Credential of(VaultReference reference, JsonNode body) {
        JsonNode metadata = body.at("/data/metadata");
        JsonNode data = body.at("/data/data");
        if (!data.isObject()) {
            boolean deleted = metadata.path("destroyed").asBoolean()
                    || !metadata.path("deletion_time").asText("").isEmpty();
            throw Credential.notFound(
                    reference.text(),
                    deleted
                            ? "version %d of it was deleted"
                                    .formatted(metadata.path("version").asLong())
                            : "Vault has nothing at '%s'".formatted(reference.path()));
        }
        JsonNode field = data.path(reference.field());
        if (field.isMissingNode() || field.isNull()) {
            throw Credential.notFound(
                    reference.text(),
                    "the secret at '%s' has no field '%s'".formatted(reference.path(), reference.field()));
        }
        Map<String, String> members = new TreeMap<>();
        JsonNode object = object(field);
        if (object == null) {
            members.put(reference.field(), text(field));
        } else {
            object.properties().forEach(member -> {
                if (!member.getValue().isNull()) {
                    members.put(member.getKey(), text(member.getValue()));
                }
            });
        }
        long version = metadata.path("version").asLong();
        return new Credential(reference.text(), members, version > 0 ? OptionalLong.of(version) : OptionalLong.empty());
    }

    private static String text(JsonNode value) {
        return value.isValueNode() ? value.asText() : value.toString();
    }

    private static @Nullable JsonNode object(JsonNode field) {
        if (field.isObject()) {
            return field;
        }
        if (!field.isTextual() || !field.textValue().strip().startsWith("{")) {
            return null;
        }
        try {
            JsonNode parsed = JSON.readTree(field.textValue());
            return parsed.isObject() ? parsed : null;
        } catch (JsonProcessingException e) {
            // A password may begin with a brace.
            return null;
        }
    }
}
