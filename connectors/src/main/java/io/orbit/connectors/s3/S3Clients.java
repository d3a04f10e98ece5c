package io.orbit.connectors.s3;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.s3a.S3AFileSystem;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The open clients of this JVM, one for each set of settings. Where segments run, each is open as long as a segment holds
 * it. Executors in other JVMs never hear of the end of a segment; there the ones used longest ago are closed.
 */
final class S3Clients {
    /** As many as nobody holds may stay open. */
    private static final int MOST_UNHELD = 16;

    private static final Logger LOG = LoggerFactory.getLogger(S3Clients.class);

    /** The one used longest ago comes first. */
    private static final Map<String, Client> CLIENTS = new LinkedHashMap<>(16, 0.75f, true);

    private S3Clients() {}

    private static final class Client {
        private final Object opening = new Object();
        private int holders;
        private @Nullable S3AFileSystem system;

        S3AFileSystem open(URI name, Configuration conf) throws IOException {
            synchronized (opening) {
                if (system == null) {
                    S3AFileSystem opened = new S3AFileSystem();
                    opened.initialize(name, conf);
                    system = opened;
                }
                return system;
            }
        }

        void close() {
            synchronized (opening) {
                if (system != null) {
                    try {
                        system.close();
                    } catch (IOException e) {
                        LOG.warn("a client of {} was not closed", system.getUri(), e);
                    }
                }
            }
        }
    }

    /** Keeps the client with these settings open until the answer is run. */
    static Runnable hold(Map<String, String> settings) {
        String key = String.valueOf(settings.get(S3Settings.CLIENT));
        synchronized (CLIENTS) {
            CLIENTS.computeIfAbsent(key, unused -> new Client()).holders++;
        }
        return () -> release(key);
    }

    /** @throws IOException when the settings are not those of a connection, or no client can be made of them */
    static S3AFileSystem open(URI name, Configuration conf) throws IOException {
        String key = conf.get(S3Settings.CLIENT);
        if (key == null) {
            throw new IOException(name + " was opened without the settings of a connection.");
        }
        Client client;
        List<Client> tooMany;
        synchronized (CLIENTS) {
            client = CLIENTS.computeIfAbsent(key, unused -> new Client());
            tooMany = tooMany();
        }
        tooMany.forEach(Client::close);
        return client.open(name, conf);
    }

    /** How many are open, for tests. */
    static int count() {
        synchronized (CLIENTS) {
            return CLIENTS.size();
        }
    }

    private static void release(String key) {
        Client last = null;
        synchronized (CLIENTS) {
            Client client = CLIENTS.get(key);
            if (client != null && --client.holders == 0) {
                last = CLIENTS.remove(key);
            }
        }
        if (last != null) {
            last.close();
        }
    }

    private static List<Client> tooMany() {
        List<Client> closed = new ArrayList<>();
        long unheld =
                CLIENTS.values().stream().filter(client -> client.holders == 0).count();
        for (Iterator<Client> eldest = CLIENTS.values().iterator(); unheld > MOST_UNHELD && eldest.hasNext(); ) {
            Client client = eldest.next();
            if (client.holders == 0) {
                eldest.remove();
                closed.add(client);
                unheld--;
            }
        }
        return closed;
    }
}
