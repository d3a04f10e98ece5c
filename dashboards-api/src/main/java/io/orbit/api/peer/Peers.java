package io.orbit.api.peer;

import io.orbit.control.topology.RemoteRows;
import io.orbit.control.topology.Row;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Asks other servers for rows of the partitions that they own, over HTTP. */
public final class Peers implements RemoteRows {
    /** Where a server answers other servers. */
    public static final String PATH = "/internal/v1/rows";

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

    @Override
    public List<Row> rows(String owner, Slice slice) {
        String query = "?partition=%d&newestFirst=%s&limit=%d%s%s"
                .formatted(
                        slice.partition(),
                        slice.newestFirst(),
                        slice.limit(),
                        bound("from", slice.from()),
                        bound("to", slice.to()));
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + owner + PATH + query))
                .timeout(PATIENCE)
                .build();
        try {
            HttpResponse<byte[]> answer = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
            if (answer.statusCode() == 200) {
                return RowsFormat.decode(answer.body());
            }
            throw unavailable(owner, slice, "it answers " + answer.statusCode(), null);
        } catch (IOException e) {
            throw unavailable(owner, slice, e.toString(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable(owner, slice, "this server stops", e);
        }
    }

    private static String bound(String name, @Nullable String key) {
        return key == null ? "" : '&' + name + '=' + URLEncoder.encode(key, StandardCharsets.UTF_8);
    }

    private static OrbitException unavailable(String owner, Slice slice, String why, @Nullable Exception cause) {
        return new OrbitException(
                ErrorCode.STORE_UNAVAILABLE,
                "The server %s, which owns partition %d, cannot be asked: %s. Ask again shortly."
                        .formatted(owner, slice.partition(), why),
                cause);
    }
}
