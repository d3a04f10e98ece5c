package io.orbit.cli.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.orbit.cli.Console;
import io.orbit.cli.Failure;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the server is.
 *
 * @param source who said so, for messages; empty when it is only the default
 */
public record ServerAddress(URI uri, String source) {
    private static final String DEFAULT = "http://127.0.0.1:8080";
    private static final Path NOTE = Path.of(".orbit", "dev.json");

    /**
     * The flag, else ORBIT_SERVER, else the note that a running {@code orbit dev} left in ORBIT_DATA, in the working
     * directory or in one above it, else port 8080 of this machine.
     */
    public static ServerAddress find(@Nullable String flag, Console console) {
        if (flag != null) {
            return of(flag, "--server");
        }
        if (!console.variable("ORBIT_SERVER").isEmpty()) {
            return of(console.variable("ORBIT_SERVER"), "ORBIT_SERVER");
        }
        return noted(console).orElseGet(() -> of(DEFAULT, ""));
    }

    private static Optional<ServerAddress> noted(Console console) {
        if (!console.variable("ORBIT_DATA").isEmpty()) {
            return read(console.workingDirectory()
                    .resolve(console.variable("ORBIT_DATA"))
                    .resolve("dev.json"));
        }
        for (Path place = console.workingDirectory(); place != null; place = place.getParent()) {
            Path note = place.resolve(NOTE);
            if (Files.isRegularFile(note)) {
                return read(note);
            }
        }
        return Optional.empty();
    }

    private static Optional<ServerAddress> read(Path note) {
        if (!Files.isRegularFile(note)) {
            return Optional.empty();
        }
        try {
            JsonNode read = Json.MAPPER.readTree(Files.readAllBytes(note));
            String url = read.path("url").asText("");
            return url.isEmpty() ? Optional.empty() : Optional.of(of(url, note.toString()));
        } catch (IOException e) {
            throw Failure.usage("The note of 'orbit dev' in " + note + " cannot be read (" + e.getMessage()
                    + "). Remove it, or name the server with --server URL.");
        }
    }

    private static ServerAddress of(String url, String source) {
        try {
            URI uri = new URI(url.strip().replaceAll("/+$", ""));
            if (("http".equals(uri.getScheme()) || "https".equals(uri.getScheme())) && uri.getHost() != null) {
                return new ServerAddress(uri, source);
            }
        } catch (URISyntaxException e) {
            throw notAnAddress(url, source);
        }
        throw notAnAddress(url, source);
    }

    private static Failure notAnAddress(String url, String source) {
        return Failure.usage(
                "'%s' (from %s) is not the address of a server. Give one like %s.".formatted(url, source, DEFAULT));
    }

    @Override
    public String toString() {
        return uri.toString();
    }
}
