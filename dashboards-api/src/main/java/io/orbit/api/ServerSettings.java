package io.orbit.api;

import io.orbit.control.topology.ControlSettings;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a server is run.
 *
 * @param host address to listen on; the loopback address unless configured, because there is no login
 * @param port to listen on; 0 for any free one
 * @param brokerPatience how long the brokers may be away at the start before the server gives up; null for as long as it
 *     takes
 */
public record ServerSettings(
        String host,
        int port,
        ControlSettings control,
        @Nullable Duration brokerPatience) {
    public static final String DEFAULT_HOST = "127.0.0.1";
    public static final int DEFAULT_PORT = 8080;
}
