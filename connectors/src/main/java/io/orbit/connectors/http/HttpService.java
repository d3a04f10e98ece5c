package io.orbit.connectors.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.orbit.connectors.method.Connection;
import io.orbit.connectors.method.StepScope;
import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The service that a connection of type {@code http} names: where it is, and how calls to it are signed. A signature is sent
 * to the host of the connection's {@code baseUrl} and to no other. Prints no secret.
 */
public final class HttpService {
    private static final String TYPE = "http";
    private static final Set<String> SETTINGS = Set.of("type", "baseUrl", "auth", "apiKeyHeader", "headers");
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private final String name;
    private final String base;
    private final String reference;
    private final Map<String, String> signature;
    private final Map<String, String> headers;
    private final Redaction redaction;

    private HttpService(
            String name,
            String base,
            String reference,
            Map<String, String> signature,
            Map<String, String> headers,
            Redaction redaction) {
        this.name = name;
        this.base = base;
        this.reference = reference;
        this.signature = signature;
        this.headers = headers;
        this.redaction = redaction;
    }

    /**
     * @throws OrbitException PARAMETER_INVALID when the connection is of another type, has an unknown setting or no
     *     {@code baseUrl}; SECRET_NOT_FOUND, ACCESS_DENIED or SECRET_UNAVAILABLE from the store of credentials
     */
    public static HttpService of(StepScope scope, String name) {
        Connection connection = scope.connection(name);
        if (!connection.type().equals(TYPE)) {
            throw invalid("connection '%s' is of type '%s', but must be 'http'.".formatted(name, connection.type()));
        }
        connection.settings().fieldNames().forEachRemaining(setting -> {
            if (!SETTINGS.contains(setting)) {
                throw invalid("connection '%s' has a setting '%s'; there are %s."
                        .formatted(name, setting, new TreeSet<>(SETTINGS)));
            }
        });
        String base = connection
                .settings()
                .path("baseUrl")
                .asText(connection.credential().find("baseUrl").orElse(""));
        Map<String, String> signature = Signature.of(connection);
        Map<String, String> headers = new TreeMap<>();
        connection
                .settings()
                .path("headers")
                .properties()
                .forEach(
                        header -> headers.put(header.getKey(), header.getValue().asText()));
        HttpService service = new HttpService(
                name,
                base,
                connection.credential().reference(),
                signature,
                headers,
                Redaction.of(connection.credential().values(), signature.values()));
        URI root = service.uri("");
        if (!signature.isEmpty() && root.getScheme().equals("http") && !LOOPBACK.contains(root.getHost())) {
            scope.warn("connection '%s' sends its credential over plain http".formatted(name));
        }
        return service;
    }

    /**
     * Whoever answers at a URL, called without a signature.
     *
     * @throws OrbitException PARAMETER_INVALID
     */
    public static HttpService at(String url) {
        HttpService service = new HttpService("", url, "none", Map.of(), Map.of(), Redaction.of(List.of(), List.of()));
        service.uri("");
        return service;
    }

    /**
     * A place of this service.
     *
     * @param path below {@code baseUrl}, or a whole URL on the same host
     * @throws OrbitException PARAMETER_INVALID
     */
    public URI uri(String path) {
        URI root = parsed(base);
        if (root.getHost() == null
                || root.getScheme() == null
                || !root.getScheme().matches("https?")) {
            throw invalid(
                    name.isEmpty()
                            ? "'url' is not a URL that begins with http:// or https://."
                            : "connection '%s' needs a 'baseUrl' that begins with http:// or https://."
                                    .formatted(name));
        }
        if (path.isEmpty()) {
            // As it was written: a slash at its end may mean something to the service.
            return root;
        }
        boolean whole = path.matches("[A-Za-z][A-Za-z0-9+.-]*:.*");
        String slash = path.startsWith("/") || path.startsWith("?") ? "" : "/";
        URI uri = parsed(whole ? path : base.replaceFirst("/+$", "") + slash + path)
                .normalize();
        if (!sameHost(root, uri)) {
            throw invalid("a URL leads away from %s, the host of connection '%s'; its credential is for that host only."
                    .formatted(root.getHost(), name));
        }
        return uri;
    }

    /** The same with {@code ?name=value} for each of {@code query}; what the path has already stays. */
    public URI uri(String path, Map<String, JsonNode> query) {
        URI uri = uri(path);
        if (query.isEmpty()) {
            return uri;
        }
        StringJoiner joined = new StringJoiner("&");
        if (uri.getRawQuery() != null) {
            joined.add(uri.getRawQuery());
        }
        query.forEach((key, value) -> joined.add(encoded(key) + "=" + encoded(value.asText())));
        return parsed(uri.toString().replaceFirst("[?#].*", "") + "?" + joined);
    }

    /**
     * Where a link or a redirect leads to.
     *
     * @param link absolute, or relative to {@code from}
     * @return empty when it is no URL, or when it leads to another host and calls are signed
     */
    Optional<URI> follow(URI from, String link) {
        try {
            URI target = from.resolve(link);
            boolean web = target.getHost() != null && target.getScheme().matches("https?");
            return web && (!signed() || sameHost(parsed(base), target)) ? Optional.of(target) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /**
     * A signed request.
     *
     * @param own headers of the call, stronger than those of the connection
     * @throws OrbitException PARAMETER_INVALID for a header that is not allowed
     */
    public HttpRequest.Builder request(URI uri, Map<String, String> own, Duration timeout) {
        try {
            HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(timeout);
            headers.forEach(request::setHeader);
            own.forEach(request::setHeader);
            signature.forEach(request::setHeader);
            return request;
        } catch (IllegalArgumentException e) {
            throw invalid("a header is not allowed: letters, digits and - in its name, one line in its value.");
        }
    }

    /** True when calls carry a credential. */
    public boolean signed() {
        return !signature.isEmpty();
    }

    /**
     * What a refusal means: ACCESS_DENIED that names the credential for 401 and 403, else HTTP_REFUSED.
     *
     * @param what begins the message, e.g. {@code GET https://…}
     */
    public OrbitException refused(String what, Answer answer) {
        if (answer.status() != 401 && answer.status() != 403) {
            return new OrbitException(
                    ErrorCode.HTTP_REFUSED, "%s answered %d.%s".formatted(what, answer.status(), said(answer)));
        }
        String why = signed()
                ? "it refused the credential %s. Correct it where it is kept, or the rights that it has there."
                        .formatted(reference)
                : "it wants a credential, and the call has none. Name 'credentials' in a connection.";
        return new OrbitException(
                ErrorCode.ACCESS_DENIED, "%s answered %d: %s%s".formatted(what, answer.status(), why, said(answer)));
    }

    /** The same for a source or a sink: SOURCE_NOT_FOUND for 404 and 410. */
    OrbitException unusable(String what, Answer answer) {
        if (answer.status() != 404 && answer.status() != 410) {
            return refused(what, answer);
        }
        return new OrbitException(
                ErrorCode.SOURCE_NOT_FOUND,
                "%s answered %d: there is no such place. Check 'path', and 'baseUrl' of connection '%s'.%s"
                        .formatted(what, answer.status(), name, said(answer)));
    }

    /** What the service said, without secrets, at most 2 KiB; empty when it said nothing. */
    public String said(Answer answer) {
        String shown = redaction.shown(answer.text(), answer.cut());
        return shown.isBlank() ? "" : " It says: " + shown;
    }

    /** The URL without the parts that may hold a secret. */
    public String shown(URI uri) {
        return redaction.clean(plain(uri));
    }

    static String plain(URI uri) {
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        return uri.getScheme() + "://" + uri.getHost() + port + uri.getPath();
    }

    /** Where its credential is kept. */
    public String reference() {
        return reference;
    }

    @Override
    public String toString() {
        return "HttpService[" + name + "]";
    }

    private static boolean sameHost(URI one, URI other) {
        return other.getHost() != null
                && one.getHost().equalsIgnoreCase(other.getHost())
                && one.getScheme().equalsIgnoreCase(other.getScheme())
                && port(one) == port(other)
                && other.getRawUserInfo() == null;
    }

    private static int port(URI uri) {
        return uri.getPort() >= 0 ? uri.getPort() : uri.getScheme().equalsIgnoreCase("https") ? 443 : 80;
    }

    private static URI parsed(String text) {
        try {
            return URI.create(text);
        } catch (IllegalArgumentException e) {
            // Not echoed: a URL that was put together wrongly may hold a token.
            throw invalid("a path or URL cannot be read; blanks and the like are written as %20.");
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static OrbitException invalid(String message) {
        return new OrbitException(ErrorCode.PARAMETER_INVALID, message);
    }
}
