package io.orbit.standalone.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** The little of the HTTP API that the demo uses. */
final class Api {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final int UNAVAILABLE = 503;

    private final HttpClient client = HttpClient.newHttpClient();
    private final String base;

    /** @param url of the server, without a slash at the end */
    Api(String url) {
        this.base = url + "/api/v1";
    }

    JsonNode get(String path) throws InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(base + path)).GET());
    }

    JsonNode post(String path, String body) throws InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(base + path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    /** @throws OrbitException SERVER_UNREACHABLE, STORE_UNAVAILABLE or BAD_REQUEST, with what the server said */
    private JsonNode send(HttpRequest.Builder request) throws InterruptedException {
        try {
            HttpResponse<String> answer =
                    client.send(request.timeout(Duration.ofSeconds(60)).build(), HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() == UNAVAILABLE) {
                throw new OrbitException(ErrorCode.STORE_UNAVAILABLE, "The server said: " + answer.body());
            } else if (answer.statusCode() >= 400) {
                throw new OrbitException(ErrorCode.BAD_REQUEST, "The server said: " + answer.body());
            }
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new OrbitException(ErrorCode.SERVER_UNREACHABLE, "The server at " + base + " does not answer.", e);
        }
    }
}
