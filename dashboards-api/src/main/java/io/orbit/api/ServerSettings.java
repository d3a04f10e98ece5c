package io.orbit.api;

import io.orbit.control.topology.ControlSettings;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a server is run.
 *
 * @param host address to listen on; the loopback address unless configured, because there is no login
 * @param port to listen on; 0 for any free one
 * @param advertised name under which other servers reach this one, with {@code :port} or without; null when they do so
 *     under {@code host}
 * @param plugins folder with plug-in jars; null for none
 * @param brokerPatience how long the brokers may be away at the start before the server gives up; null for as long as it
 *     takes
 */
public record ServerSettings(
        String host,
        int port,
        @Nullable String advertised,
        ControlSettings control,
        @Nullable Path plugins,
        @Nullable Duration brokerPatience) {
    public static final String DEFAULT_HOST = "127.0.0.1";
    public static final int DEFAULT_PORT = 8080;

    /** {@code host:port} for other servers, when this one listens on {@code boundPort}. */
    String advertised(int boundPort) {
        String name = advertised == null ? host : advertised;
        boolean portless = name.indexOf(':') < 0;
        boolean sixth = name.indexOf(':') != name.lastIndexOf(':') && !name.startsWith("[");
        return portless ? name + ':' + boundPort : sixth ? '[' + name + "]:" + boundPort : name;
    }
}
