package io.orbit.connectors.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** One exchange, bounded in time and size from the first byte to the last. */
final class Transport {
    /** How long it may take to reach the other side. */
    static final Duration CONNECT = Duration.ofSeconds(10);

    private Transport() {}

    /**
     * Follows no redirect.
     *
     * @param file where a good answer's body goes; null keeps it in memory
     * @param most bytes of a good answer that are taken in; of others, {@link Redaction#READ}
     * @throws HttpTimeoutException when not all of the answer is there in {@code patience}
     * @throws IOException when the connection fails or breaks
     * @throws InterruptedException when the attempt is cancelled
     */
    static Answer send(HttpRequest request, Duration patience, @Nullable Path file, long most)
            throws IOException, InterruptedException {
        ByteArrayOutputStream memory = new ByteArrayOutputStream();
        CompletableFuture<HttpResponse<Boolean>> answer = Client.SHARED.sendAsync(request, info -> {
            boolean good = info.statusCode() >= 200 && info.statusCode() < 300;
            OutputStream out = good && file != null ? opened(file) : memory;
            return new Received(out, good ? most : Redaction.READ);
        });
        try {
            HttpResponse<Boolean> response = answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            URI from = response.uri();
            return new Answer(from, response.statusCode(), response.headers(), memory.toByteArray(), response.body());
        } catch (TimeoutException e) {
            throw new HttpTimeoutException("The answer was not complete in time.");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            throw new IOException(e.getCause());
        } finally {
            // Ends the exchange when it is not over.
            answer.cancel(true);
        }
    }

    /** What a failed exchange was short of, for people. */
    static String why(IOException failure, Duration patience) {
        if (failure instanceof HttpConnectTimeoutException) {
            return "no connection within %d s".formatted(CONNECT.toSeconds());
        }
        if (failure instanceof HttpTimeoutException) {
            return "no whole answer within %d s, which is its 'timeoutSec'".formatted(patience.toSeconds());
        }
        if (failure instanceof ConnectException) {
            return "it cannot be connected to; check 'baseUrl', and whether the service is up";
        }
        if (failure instanceof SSLException) {
            return "TLS failed: " + failure.getMessage();
        }
        return "the connection broke (%s)".formatted(failure.getMessage());
    }

    /** A new file each time: what an exchange that was given up still writes goes into the old one, which nobody sees. */
    private static OutputStream opened(Path file) {
        try {
            Files.deleteIfExists(file);
            return Files.newOutputStream(file, StandardOpenOption.CREATE_NEW);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Made on first use: a runner that calls nobody needs no client threads. */
    private static final class Client {
        static final HttpClient SHARED = HttpClient.newBuilder()
                .connectTimeout(CONNECT)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }
}
