package io.orbit.api.http;

import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.orbit.schemas.ErrorCode;
import java.net.URI;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps web pages of others out: a page in a browser on this machine must not steer a server on this machine. Requests
 * of another origin are refused, and, on the loopback address, those for another host name (DNS rebinding).
 */
@ServerFilter("/**")
final class SecurityFilter implements Ordered {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private final Binding binding;

    SecurityFilter(Binding binding) {
        this.binding = binding;
    }

    /** The address that the server is bound to. */
    public record Binding(String host) {
        private boolean loopback() {
            return LOOPBACK.contains(host) || host.equals("::1");
        }
    }

    /** Before every other filter, so that each refusal has headers and a body. */
    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE;
    }

    /** Null lets the request pass. */
    @RequestFilter
    @Nullable
    HttpResponse<?> refused(HttpRequest<?> request) {
        String host = request.getHeaders().get("Host");
        String origin = request.getHeaders().get("Origin");
        if (binding.loopback() && host != null && !LOOPBACK.contains(name(host))) {
            return refusal("This server answers on this machine only, not under the name '%s'.".formatted(name(host)));
        }
        if (origin != null && (host == null || !host.equals(authority(origin)))) {
            return refusal("Pages of another origin may not call this server.");
        }
        return null;
    }

    private static HttpResponse<?> refusal(String why) {
        var answer = Problems.answer(Problem.of(403, ErrorCode.BAD_REQUEST, why, List.of()));
        hardened(answer);
        return answer;
    }

    private static String name(String host) {
        int port = host.lastIndexOf(':');
        return port > host.lastIndexOf(']') ? host.substring(0, port) : host;
    }

    private static String authority(String origin) {
        try {
            return String.valueOf(URI.create(origin).getAuthority());
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    @ResponseFilter
    void harden(MutableHttpResponse<?> response) {
        hardened(response);
    }

    private static void hardened(MutableHttpResponse<?> response) {
        response.getHeaders()
                .set("X-Content-Type-Options", "nosniff")
                .set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
                .set("Referrer-Policy", "no-referrer")
                .set("Cache-Control", "no-store");
    }
}
