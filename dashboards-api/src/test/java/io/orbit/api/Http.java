package io.orbit.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A client of the server under test. */
final class Http {
    private static final ObjectMapper JSON = new ObjectMapper();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI base;

    /** An answer; {@code json} is a missing node when the body was no JSON. */
    record Reply(int status, JsonNode json, HttpResponse<String> raw) {
        String type() {
            return raw.headers().firstValue("content-type").orElse("");
        }

        String header(String name) {
            return raw.headers().firstValue(name).orElse("");
        }

        String text(String field) {
            return json.path(field).asText("");
        }

        List<String> all(String list, String field) {
            return json.path(list).findValuesAsText(field);
        }
    }

    Http(URI base) {
        this.base = base;
    }

    Reply get(String path, String... headers) {
        return send(request(path, headers).GET().build());
    }

    CompletableFuture<Reply> getLater(String path) {
        return client.sendAsync(request(path).GET().build(), HttpResponse.BodyHandlers.ofString())
                .thenApply(Http::reply);
    }

    Reply post(String path, String body, String... headers) {
        return send(request(path, headers)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    Reply send(HttpRequest request) {
        try {
            return reply(client.send(request, HttpResponse.BodyHandlers.ofString()));
        } catch (IOException e) {
            throw new IllegalStateException(request.uri().toString(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    HttpRequest.Builder request(String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path));
        return headers.length == 0 ? request : request.headers(headers);
    }

    private static Reply reply(HttpResponse<String> response) {
        return new Reply(response.statusCode(), parsed(response.body()), response);
    }

    static JsonNode parsed(String body) {
        try {
            return JSON.readTree(body);
        } catch (IOException e) {
            return MissingNode.getInstance();
        }
    }
}
