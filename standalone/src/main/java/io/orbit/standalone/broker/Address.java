package io.orbit.standalone.broker;

import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.OrbitException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Properties;
import org.apache.kafka.common.Uuid;

/**
 * What of an embedded broker outlives its process: who it is and where it listens.
 *
 * @param brokerPort 0 while none was picked; so for the controller's
 */
record Address(String clusterId, int brokerPort, int controllerPort) {
    static final String HOST = "127.0.0.1";

    /**
     * The address kept in {@code file}, or a new one.
     *
     * @throws OrbitException DATA_DIRECTORY_FOREIGN when {@code data} was formatted for another cluster
     */
    static Address load(Path file, Path data) throws IOException {
        Properties kept = properties(file);
        String formatted = properties(data.resolve("meta.properties")).getProperty("cluster.id", "");
        String clusterId = kept.getProperty("cluster.id", "");
        if (!formatted.equals(clusterId)) {
            if (!formatted.isEmpty()) {
                throw new OrbitException(
                        ErrorCode.DATA_DIRECTORY_FOREIGN,
                        "'%s' holds the data of another Kafka cluster (%s). Name another directory with --data."
                                .formatted(data, formatted));
            }
        }
        return new Address(
                clusterId.isEmpty() ? Uuid.randomUuid().toString() : clusterId,
                Integer.parseInt(kept.getProperty("broker.port", "0")),
                Integer.parseInt(kept.getProperty("controller.port", "0")));
    }

    /**
     * The same with ports that are free now: those kept where they are, others otherwise.
     *
     * @param wanted port that the broker must have; 0 for any
     * @throws OrbitException PORT_IN_USE when {@code wanted} is taken
     */
    Address withFreePorts(int wanted) throws IOException {
        try (ServerSocket broker = wanted == 0 ? prefer(brokerPort) : demand(wanted);
                ServerSocket controller = prefer(controllerPort)) {
            return new Address(clusterId, broker.getLocalPort(), controller.getLocalPort());
        }
    }

    /** Written beside and moved into place, so that a kill leaves the old or the new one. */
    void save(Path file) throws IOException {
        Properties properties = new Properties();
        properties.setProperty("cluster.id", clusterId);
        properties.setProperty("broker.port", Integer.toString(brokerPort));
        properties.setProperty("controller.port", Integer.toString(controllerPort));
        Path beside = file.resolveSibling(file.getFileName() + ".new");
        try (OutputStream out = Files.newOutputStream(beside)) {
            properties.store(out, "The embedded broker: who it is and where it listens");
        }
        Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING);
    }

    private static Properties properties(Path file) throws IOException {
        Properties properties = new Properties();
        if (Files.exists(file)) {
            try (InputStream in = Files.newInputStream(file)) {
                properties.load(in);
            }
        }
        return properties;
    }

    private static ServerSocket prefer(int port) throws IOException {
        try {
            return bind(port);
        } catch (BindException e) {
            return bind(0);
        }
    }

    private static ServerSocket demand(int port) throws IOException {
        try {
            return bind(port);
        } catch (BindException e) {
            throw new OrbitException(
                    ErrorCode.PORT_IN_USE,
                    "Port %d is taken by another process. Stop it, or name another with --kafka-port.".formatted(port),
                    e);
        }
    }

    /** As Kafka binds: a port whose last connections linger is free. */
    private static ServerSocket bind(int port) throws IOException {
        ServerSocket socket = new ServerSocket();
        try {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }
}
