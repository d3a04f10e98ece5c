package io.orbit.api.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micronaut.http.HttpRequest;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.json.CanonicalJson;
import io.orbit.schemas.json.DidYouMean;
import io.orbit.schemas.json.JsonFault;
import io.orbit.schemas.json.Shown;
import io.orbit.schemas.json.StrictJson;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The body of a request: a JSON object with known fields. */
final class Body {
    private final ObjectNode json;

    /**
     * @param request without a body counts as the empty object
     * @throws Refusal 400 for what is no JSON object, for a field that is none of {@code known}
     */
    Body(HttpRequest<byte[]> request, Set<String> known) {
        this.json = read(request.getBody().orElse(new byte[0]));
        json.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                String hint = DidYouMean.hint(name, known);
                String message = "There is no field '%s' here.".formatted(Shown.text(name));
                throw fault("/" + name, message, hint, null);
            }
        });
    }

    private static ObjectNode read(byte[] bytes) {
        if (bytes.length == 0) {
            return JsonNodeFactory.instance.objectNode();
        }
        try {
            if (StrictJson.parse(bytes, "").toJson(new LinkedHashMap<>()) instanceof ObjectNode object) {
                return object;
            }
        } catch (JsonFault e) {
            throw fault(
                    "",
                    String.valueOf(e.getMessage()),
                    "",
                    e.place().line() == 0 ? null : e.place().line());
        }
        throw fault("", "The body must be a JSON object.", "", null);
    }

    /** Null when it is absent or null. */
    @Nullable
    String text(String name) {
        JsonNode value = json.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isTextual()) {
            throw fault("/" + name, "'%s' must be a string, not %s.".formatted(name, Shown.type(value)), "", null);
        }
        return value.textValue();
    }

    /** An object as JSON text; {@code {}} when it is absent or null. */
    String object(String name) {
        JsonNode value = json.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return "{}";
        }
        if (!value.isObject()) {
            throw fault("/" + name, "'%s' must be an object, not %s.".formatted(name, Shown.type(value)), "", null);
        }
        return CanonicalJson.compact(value);
    }

    private static Refusal fault(String pointer, String message, String hint, @Nullable Integer line) {
        String code = ErrorCode.BAD_REQUEST.id();
        return new Refusal(
                400,
                ErrorCode.BAD_REQUEST,
                (message + ' ' + hint).strip(),
                List.of(new Problem.Fault(code, pointer, message, hint, line)));
    }
}
