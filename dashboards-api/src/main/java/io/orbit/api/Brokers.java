package io.orbit.api;

import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/** Asks whether the brokers answer. Safe for use by many threads. */
final class Brokers implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Map<String, Object> config;
    private @Nullable Admin admin;

    Brokers(Map<String, Object> clientConfig) {
        this.config = new HashMap<>(clientConfig);
        config.put("request.timeout.ms", (int) PATIENCE.toMillis());
        config.put("default.api.timeout.ms", (int) PATIENCE.toMillis());
    }

    boolean answer() {
        try {
            reach();
            return true;
        } catch (OrbitException e) {
            return false;
        }
    }

    /** @throws OrbitException KAFKA_UNREACHABLE when they do not answer within two seconds */
    void reach() {
        try {
            var nodes = admin().describeCluster().nodes().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            if (nodes.isEmpty()) {
                throw unreachable("the cluster has no brokers", null);
            }
        } catch (ExecutionException e) {
            throw unreachable(String.valueOf(e.getCause()), e);
        } catch (TimeoutException e) {
            throw unreachable("no answer within " + PATIENCE.toSeconds() + " s", e);
        } catch (KafkaException e) {
            // Also an address that cannot be resolved, which may come later when machines start together.
            throw unreachable(String.valueOf(e.getCause() == null ? e.getMessage() : e.getCause()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unreachable("interrupted", e);
        }
    }

    private OrbitException unreachable(String why, @Nullable Throwable cause) {
        return new OrbitException(
                ErrorCode.KAFKA_UNREACHABLE,
                "No Kafka broker answers at %s (%s). Start Kafka, or correct ORBIT_BOOTSTRAP_SERVERS."
                        .formatted(config.get("bootstrap.servers"), why),
                cause);
    }

    private synchronized Admin admin() {
        Admin open = admin;
        if (open == null) {
            open = Admin.create(config);
            admin = open;
        }
        return open;
    }

    @Override
    public synchronized void close() {
        if (admin != null) {
            admin.close(Duration.ZERO);
        }
    }
}
