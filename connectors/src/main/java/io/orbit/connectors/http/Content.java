package io.orbit.connectors.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a request holds, as its author wrote it: JSON, or a text as it is. */
public final class Content {
    private Content() {}

    public static BodyPublisher of(@Nullable JsonNode body) {
        if (body == null || body.isNull()) {
            return BodyPublishers.noBody();
        }
        return BodyPublishers.ofString(body.isTextual() ? body.textValue() : body.toString());
    }

    /** The author's headers, and those that follow from the content where he gave none. */
    public static Map<String, String> headers(Map<String, String> given, @Nullable JsonNode body) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.put("Accept", "application/json, */*");
        if (body != null && !body.isNull() && !body.isTextual()) {
            headers.put("Content-Type", "application/json");
        }
        headers.putAll(given);
        return headers;
    }
}
