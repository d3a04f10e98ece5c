package io.orbit.connectors.http;

import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/** What came back: status, headers and the body, or the beginning of it. */
public final class Answer {
    private final URI from;
    private final int status;
    private final HttpHeaders headers;
    private final byte[] body;
    private final boolean cut;

    /** @param cut true when the body has more than {@code body} */
    Answer(URI from, int status, HttpHeaders headers, byte[] body, boolean cut) {
        this.from = from;
        this.status = status;
        this.headers = headers;
        this.body = body;
        this.cut = cut;
    }

    /** Who answered, in the end. */
    URI from() {
        return from;
    }

    public int status() {
        return status;
    }

    /** True for 2xx. */
    public boolean good() {
        return status >= 200 && status < 300;
    }

    HttpHeaders headers() {
        return headers;
    }

    /** The first header of that name. */
    public Optional<String> header(String name) {
        return headers.firstValue(name.toLowerCase(Locale.ROOT));
    }

    /** The body as UTF-8 text; empty when it went to a file. */
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** True when the body is larger than what was asked for. */
    public boolean cut() {
        return cut;
    }
}
